import type { CallOptions, Page } from './answer.js'
import { type Caller, jsonCall } from './json-call.js'

/** What steers the questions for a domain, and where. */
export interface ResolverRule {
  Id?: string
  DomainName?: string
  /** `FORWARD`, `SYSTEM`, `RECURSIVE`, `DELEGATE`. */
  RuleType?: string
}

export interface ResolverRuleAssociation {
  ResolverRuleId?: string
  VPCId?: string
  Status?: string
}

/** A rule group of DNS Firewall at work in a VPC. */
export interface FirewallRuleGroupAssociation {
  FirewallRuleGroupId?: string
  VpcId?: string
  Priority?: number
  Status?: string
}

export interface FirewallRule {
  FirewallRuleGroupId?: string
  FirewallDomainListId?: string
  Priority?: number
  /** `ALLOW`, `BLOCK`, `ALERT`. */
  Action?: string
  Qtype?: string
  FirewallDomainRedirectionAction?: string
}

export interface FirewallDomainList {
  Id?: string
  /** Set on AWS's own. */
  ManagedOwnerName?: string
}

type List<Name extends string, Item> = (
  token: string | undefined,
  options: CallOptions,
) => Promise<Page & { [N in Name]?: Item[] }>

type ListOf<Name extends string, Item> = (
  id: string,
  ...rest: Parameters<List<Name, Item>>
) => ReturnType<List<Name, Item>>

/** The lists of Route 53 Resolver that an audit reads. */
export interface Route53Resolver {
  rules: List<'ResolverRules', ResolverRule>
  ruleAssociations: List<'ResolverRuleAssociations', ResolverRuleAssociation>
  firewallRuleGroupAssociations: List<'FirewallRuleGroupAssociations', FirewallRuleGroupAssociation>
  firewallDomainLists: List<'FirewallDomainLists', FirewallDomainList>
  /** Of a rule group. */
  firewallRules: ListOf<'FirewallRules', FirewallRule>
  /** Of a domain list. */
  firewallDomains: ListOf<'Domains', string>
}

const MaxResults = 100

/**
 * Route 53 Resolver of one region. Its client belongs to a generation of the SDK that shares nothing with the others: a fifth
 * of a function.
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_Operations_Amazon_Route_53_Resolver.html
 */
export function route53Resolver(region: string, caller: Caller): Route53Resolver {
  const list =
    (operation: string, input: object = {}) =>
    (NextToken: string | undefined, options: CallOptions) =>
      jsonCall(
        ...([caller, 'route53resolver', region, `Route53Resolver.${operation}`] as const),
        { ...input, MaxResults, ...(NextToken !== undefined && { NextToken }) },
        options,
      ) as Promise<Page>
  return {
    rules: list('ListResolverRules'),
    ruleAssociations: list('ListResolverRuleAssociations'),
    firewallRuleGroupAssociations: list('ListFirewallRuleGroupAssociations'),
    firewallDomainLists: list('ListFirewallDomainLists'),
    firewallRules: (FirewallRuleGroupId, ...rest) => list('ListFirewallRules', { FirewallRuleGroupId })(...rest),
    firewallDomains: (FirewallDomainListId, ...rest) => list('ListFirewallDomains', { FirewallDomainListId })(...rest),
  }
}
