import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import type { PathEnds } from '../../src/checks/lib/path-ends.js'
import { pathRemedy } from '../../src/checks/lib/path-remedy.js'
import { runChecks } from '../../src/checks/run.js'
import type { Hop, Remedy } from '../../src/model/finding.js'
import { FAILURE_CODES } from '../../src/network/index.js'
import { commandLines } from '../../src/shell/command-lines.js'
import { auditOf } from '../report/support.js'
import type { Patch } from '../support/patch.js'
import { commandsOfRemedy } from '../support/remedy-commands.js'
import { auditOf as auditOfCase, loadScenarios } from '../support/scenario.js'

const REGION = 'regions.eu-west-1'
const ENTRIES = `${REGION}.networkAcls.acl-0a1.entries`
const side = (vpcId: string, region: string) => ({
  ...{ vpcId, region, ownerId: '123456789012', cidrBlocks: [], ipv6CidrBlocks: [] },
})
const FACTS: Patch[] = [
  {
    at: `${REGION}.vpcPeeringConnections`,
    set: [
      {
        vpcPeeringConnectionId: 'pcx-0wait',
        status: 'pending-acceptance',
        requester: side('vpc-0a1', 'eu-west-1'),
        accepter: side('vpc-0c3', 'eu-central-1'),
      },
    ],
  },
  {
    at: `${REGION}.transitGatewayVpcAttachments`,
    set: ['available', 'pendingAcceptance'].map((state, i) => ({
      ...{ transitGatewayAttachmentId: `tgw-attach-${i}`, transitGatewayId: 'tgw-0a1', vpcId: 'vpc-0a1' },
      ...{ vpcOwnerId: '123456789012', subnetIds: ['subnet-0b1'], state },
    })),
  },
]

function endsOf(patches: Patch[] = [], more: Partial<PathEnds> = {}): PathEnds {
  return {
    dialled: 'what-is-dialled',
    inventory: auditOf([...FACTS, ...patches]),
    // Of something that no list holds; what is in a list is in its own region.
    region: 'us-east-1',
    port: 5432,
    sameVpc: true,
    source: { groupId: 'sg-0host', address: '10.0.1.10', vpcId: 'vpc-0a1', subnetId: 'subnet-0a1' },
    destination: { groupId: 'sg-0postgres', subnetIds: ['subnet-0a1', 'subnet-0b1'] },
    ...more,
  }
}

const hop = (kind: string, code: string, at: string, rule?: string): Hop => ({
  ...{ at, kind, code, outcome: 'fail', why: 'For a test.' },
  ...(rule !== undefined && { rule }),
})

const bashOf = (remedy: Pick<Remedy, 'changes' | 'commands'>) => commandLines(commandsOfRemedy(remedy)).bash

/** Every kind of hop with every code that it fails or warns with. */
const FAILURES = Object.entries(FAILURE_CODES).flatMap(([kind, codes]) =>
  codes.map((code): [string, string] => [kind, code]),
)

/** Commands that AWS's own command line has taken, as far as it goes without an account. */
const COMMANDS: [string, Hop, Partial<PathEnds>, string][] = [
  [
    'a group of the same VPC',
    hop('security-group-ingress', 'ENI_SG_RULES_MISMATCH', 'sg-0postgres'),
    {},
    "aws ec2 authorize-security-group-ingress --group-id sg-0postgres --ip-permissions 'IpProtocol=tcp,FromPort=5432,ToPort=5432,UserIdGroupPairs=[{GroupId=sg-0host}]' --region eu-west-1",
  ],
  [
    'a group of another VPC',
    hop('security-group-ingress', 'ENI_SG_RULES_MISMATCH', 'sg-0postgres'),
    { sameVpc: false },
    "aws ec2 authorize-security-group-ingress --group-id sg-0postgres --ip-permissions 'IpProtocol=tcp,FromPort=5432,ToPort=5432,IpRanges=[{CidrIp=10.0.1.10/32}]' --region eu-west-1",
  ],
  [
    "the host's group towards another VPC",
    hop('security-group-egress', 'ENI_SG_RULES_MISMATCH', 'sg-0host'),
    { sameVpc: false },
    ['10.0.1.0/24', '10.0.2.0/24']
      .map(
        (block) =>
          `aws ec2 authorize-security-group-egress --group-id sg-0host --ip-permissions 'IpProtocol=tcp,FromPort=5432,ToPort=5432,IpRanges=[{CidrIp=${block}}]' --region eu-west-1`,
      )
      .join('\n'),
  ],
  [
    "the host's group towards a gateway endpoint",
    hop('security-group-egress', 'ENI_SG_RULES_MISMATCH', 'sg-0host'),
    { port: 443, destination: { prefixListId: 'pl-0s3' } },
    "aws ec2 authorize-security-group-egress --group-id sg-0host --ip-permissions 'IpProtocol=tcp,FromPort=443,ToPort=443,PrefixListIds=[{PrefixListId=pl-0s3}]' --region eu-west-1",
  ],
  [
    'IPv6',
    hop('security-group-ingress', 'ENI_SG_RULES_MISMATCH', 'sg-0postgres'),
    { sameVpc: false, source: { address: '2001:db8::10' } },
    "aws ec2 authorize-security-group-ingress --group-id sg-0postgres --ip-permissions 'IpProtocol=tcp,FromPort=5432,ToPort=5432,Ipv6Ranges=[{CidrIpv6=2001:db8::10/128}]' --region eu-west-1",
  ],
  [
    'DNS of the VPC',
    hop('name-resolution', 'DNS_SUPPORT_OFF', 'vpc-0a1'),
    {},
    'aws ec2 modify-vpc-attribute --vpc-id vpc-0a1 --enable-dns-support --region eu-west-1',
  ],
  [
    'a peering connection that waits',
    hop('vpc-peering-connection', 'BAD_STATE', 'pcx-0wait'),
    {},
    'aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id pcx-0wait --region eu-central-1',
  ],
  [
    'an attachment without a subnet in the zone',
    hop('transit-gateway-attachment', 'TGW_ATTACHMENT_NOT_IN_ZONE', 'tgw-attach-0'),
    {},
    'aws ec2 modify-transit-gateway-vpc-attachment --transit-gateway-attachment-id tgw-attach-0 --add-subnet-ids subnet-0a1 --region eu-west-1',
  ],
  [
    'an attachment that waits',
    hop('transit-gateway-attachment', 'BAD_STATE', 'tgw-attach-1'),
    {},
    'aws ec2 accept-transit-gateway-vpc-attachment --transit-gateway-attachment-id tgw-attach-1 --region eu-west-1',
  ],
  [
    'an interface that drops what is not for itself',
    hop('middlebox', 'ENI_SOURCE_DEST_CHECK_RESTRICTION', 'eni-0host'),
    {},
    'aws ec2 modify-network-interface-attribute --network-interface-id eni-0host --no-source-dest-check --region eu-west-1',
  ],
]

describe('the remedy of a hop', () => {
  it.each(COMMANDS)('has a command: %s', (_, failed, more, command) => {
    expect(bashOf(pathRemedy(failed, endsOf([], more)))).toBe(command)
  })

  it.each(FAILURES)('of kind %s with code %s names what failed', (kind, code) => {
    const remedy = pathRemedy(hop(kind, code, 'thing-0a1', '10.0.0.0/16 to local'), endsOf())
    const { text } = remedy
    expect(text).toContain('thing-0a1')
    expect(text).not.toBe('Put thing-0a1 right.')
    expect(text).not.toMatch(/endpoint of|service/)
    expect(bashOf(remedy)).not.toMatch(/0\.0\.0\.0\/0|::\/0/)
  })

  it.each(FAILURES.filter(([kind]) => kind.endsWith('route')))(
    'of kind %s with code %s names the end',
    (kind, code) => {
      const { text } = pathRemedy(hop(kind, code, 'rtb-0a1'), endsOf())
      expect(text).toContain(kind === 'return-route' ? '10.0.1.10' : 'what-is-dialled (10.0.1.0/24, 10.0.2.0/24)')
    },
  )

  it('names the endpoint that would do as well, of a service', () => {
    const ends = endsOf([], { dialled: 'kms.eu-west-1.amazonaws.com', service: 'kms', destination: {} })
    expect(pathRemedy(hop('route', 'CANNOT_ROUTE', 'rtb-0a1'), ends).text).toBe(
      'Give rtb-0a1 a route to kms.eu-west-1.amazonaws.com, or let an endpoint of kms in vpc-0a1 answer for its names, which needs no internet.',
    )
  })

  it('proposes no rule for the addresses of a service that has no endpoint', () => {
    const failed = hop('security-group-egress', 'ENI_SG_RULES_MISMATCH', 'sg-0host')
    const { text, commands } = pathRemedy(failed, endsOf([], { port: 443, destination: {} }))
    expect(commands).toBeUndefined()
    expect(text).toContain('sg-0host')
  })
})

describe('the remedy of a network ACL', () => {
  const ingress = hop('network-acl-ingress', 'SUBNET_ACL_RESTRICTION', 'acl-0a1')
  const deny = (ruleNumber: number, egress: boolean, from: number, to: number) => ({
    ...{ ruleNumber, egress, protocol: '6', ruleAction: 'deny', cidrBlock: '0.0.0.0/0', portRange: { from, to } },
  })
  const numbersOf = (failed: Hop, ...patches: Patch[]) =>
    [...bashOf(pathRemedy(failed, endsOf(patches))).matchAll(/--rule-number (\d+)/g)].map((m) => Number(m[1]))

  it('is an entry for the host, before the last one', () => {
    expect(bashOf(pathRemedy(ingress, endsOf()))).toBe(
      'aws ec2 create-network-acl-entry --network-acl-id acl-0a1 --ingress --rule-number 32766 --protocol tcp --port-range From=5432,To=5432 --cidr-block 10.0.1.10/32 --rule-action allow --region eu-west-1',
    )
  })

  it('is an entry for each subnet of the destination', () => {
    const command = bashOf(pathRemedy(hop('network-acl-reply-ingress', 'PORTS_PARTLY_DENIED', 'acl-0a1'), endsOf()))
    expect(command.split('\n')).toEqual([
      'aws ec2 create-network-acl-entry --network-acl-id acl-0a1 --ingress --rule-number 32766 --protocol tcp --port-range From=1024,To=65535 --cidr-block 10.0.1.0/24 --rule-action allow --region eu-west-1',
      'aws ec2 create-network-acl-entry --network-acl-id acl-0a1 --ingress --rule-number 32765 --protocol tcp --port-range From=1024,To=65535 --cidr-block 10.0.2.0/24 --rule-action allow --region eu-west-1',
    ])
  })

  it('comes before the entry that denies the port, on a free number', () => {
    const [first, second] = [deny(50, false, 5000, 6000), deny(49, false, 80, 80)]
    expect(numbersOf(ingress, { at: ENTRIES, add: first }, { at: ENTRIES, add: second })).toEqual([48])
  })

  it('does not mind entries of the other direction and of other ports', () => {
    const [other, elsewhere] = [deny(50, true, 5432, 5432), deny(60, false, 22, 22)]
    expect(numbersOf(ingress, { at: ENTRIES, add: other }, { at: ENTRIES, add: elsewhere })).toEqual([32766])
  })

  it('has no command where no number is left or a subnet is not known', () => {
    expect(numbersOf(ingress, { at: ENTRIES, add: deny(1, false, 5432, 5432) })).toEqual([])
    const egress = hop('network-acl-egress', 'SUBNET_ACL_RESTRICTION', 'acl-0a1')
    const unknown = endsOf([], { destination: { subnetIds: ['subnet-0a1', 'subnet-0z9'] } })
    expect(pathRemedy(egress, unknown).commands).toBeUndefined()
  })
})

it('every path and every name that fails in any scenario has a remedy', () => {
  const bare = loadScenarios()
    .filter(({ check }) => /^(path|database-path|database-name)/.test(check))
    .flatMap(({ check, cases }) =>
      cases.flatMap((each) =>
        runChecks(
          CHECKS.filter(({ id }) => id === check),
          auditOfCase(each),
        )
          .filter((finding) => finding.status === 'fail' && finding.hops && !finding.remedy)
          .map((finding) => `${each.name}: ${finding.reason}`),
      ),
    )
  expect(bare).toEqual([])
})

it('a database that does not admit its proxy is to admit the proxy, not the host', () => {
  const scenario = loadScenarios().find(({ check }) => check === 'database-path')
  const each = scenario?.cases.find(({ name }) => name === 'the database does not admit its proxy')
  if (!each) throw new Error('no such case')
  const checks = CHECKS.filter(({ id }) => id === 'database-path')
  const finding = runChecks(checks, auditOfCase(each)).find(({ status }) => status === 'fail')
  const command = bashOf(finding?.remedy ?? {})
  expect(command).toContain('authorize-security-group-ingress')
  expect(command).not.toContain('GroupId=sg-0host')
})
