/** Calls whose answers decide what a name resolves to in a VPC. */
export const DNS_NEEDS: readonly string[] = [
  ...['ec2:DescribeVpcs', 'ec2:DescribeVpcAttribute', 'ec2:DescribeDhcpOptions', 'ec2:DescribeVpcEndpoints'],
  ...['route53:ListHostedZonesByVPC', 'route53:ListResourceRecordSets'],
  ...['route53resolver:ListResolverRuleAssociations', 'route53resolver:ListResolverRules', 'route53:ListHostedZones'],
  ...['route53profiles:ListProfileAssociations', 'route53profiles:ListProfileResourceAssociations'],
  ...['route53resolver:ListFirewallRuleGroupAssociations', 'route53resolver:ListFirewallRules'],
  ...['route53resolver:ListFirewallDomainLists', 'route53resolver:ListFirewallDomains'],
]

/** Calls whose answers any path through the network may depend on. */
export const NETWORK_NEEDS: readonly string[] = [
  ...DNS_NEEDS,
  ...['ec2:DescribeSubnets', 'ec2:DescribeRouteTables', 'ec2:DescribeNetworkAcls', 'ec2:DescribeSecurityGroups'],
  ...['ec2:DescribeManagedPrefixLists', 'ec2:GetManagedPrefixListEntries'],
  ...['ec2:DescribeNatGateways', 'ec2:DescribeInternetGateways', 'ec2:DescribeEgressOnlyInternetGateways'],
  ...['ec2:DescribeVpcPeeringConnections', 'ec2:DescribeTransitGateways', 'ec2:DescribeTransitGatewayVpcAttachments'],
  ...[
    'ec2:DescribeTransitGatewayAttachments',
    'ec2:DescribeTransitGatewayRouteTables',
    'ec2:SearchTransitGatewayRoutes',
  ],
  ...['ec2:DescribeNetworkInterfaces', 'ec2:DescribeVpcBlockPublicAccessOptions'],
  'ec2:DescribeVpcBlockPublicAccessExclusions',
]
