import type { Call } from './handler.js'
import { page } from './paging.js'

/** What a list is asked for, as the wire has it. */
interface Asked {
  MaxResults?: number
  NextToken?: string
  FirewallRuleGroupId?: string
  FirewallDomainListId?: string
}

/** Route 53 Resolver, DNS Firewall included, which have no client here. */
export const route53resolver: Record<string, (asked: Asked, call: Call) => object> = {
  ListResolverRuleAssociations: (asked, { region }) =>
    list('ResolverRuleAssociations', region.resolverRuleAssociations, asked),
  ListResolverRules: (asked, { region }) => list('ResolverRules', region.resolverRules, asked),
  ListFirewallRuleGroupAssociations: (asked, { region }) =>
    list('FirewallRuleGroupAssociations', region.firewallAssociations, asked),
  ListFirewallRules: (asked, { region }) => {
    const rules = region.firewallRules.filter((rule) => rule.FirewallRuleGroupId === asked.FirewallRuleGroupId)
    return list('FirewallRules', rules, asked)
  },
  ListFirewallDomainLists: (asked, { region }) =>
    list(
      'FirewallDomainLists',
      region.firewallDomainLists.map((each) => each.list),
      asked,
    ),
  ListFirewallDomains: (asked, { region }) => {
    const found = region.firewallDomainLists.find((each) => each.list.Id === asked.FirewallDomainListId)
    return list('Domains', found?.domains ?? [], asked, 5000)
  },
}

function list(name: string, items: readonly unknown[], { MaxResults: size, NextToken: token }: Asked, most = 100) {
  const cut = page(items, { size, token }, { most, standard: 100 })
  return { [name]: cut.items, ...(cut.next !== undefined && { NextToken: cut.next }) }
}
