import type { Collected } from '../model/collected.js'
import type { FirewallAssociation, FirewallRule } from '../model/snapshot-dns.js'
import type { RegionContext } from './context.js'
import { defined, need } from './fields.js'
import { byToken } from './pages.js'

/** Which DNS Firewall rule groups filter the questions of which VPC. */
export function collectFirewallAssociations({
  clients,
  runner,
  region,
}: RegionContext): Promise<Collected<FirewallAssociation[]>> {
  return runner.collectAll(
    'route53resolver:ListFirewallRuleGroupAssociations',
    (options) =>
      byToken(
        (token) => clients.route53resolver(region).firewallRuleGroupAssociations(token, options),
        (page) => page.NextToken,
      ),
    { items: (page) => page.FirewallRuleGroupAssociations, token: (page) => page.NextToken },
    (association) => ({
      vpcId: need(association.VpcId, 'VpcId'),
      ruleGroupId: need(association.FirewallRuleGroupId, 'FirewallRuleGroupId'),
      priority: need(association.Priority, 'Priority'),
      status: need(association.Status, 'Status'),
    }),
  )
}

type ListIds = Promise<Collected<{ id: string; managed: boolean }[]>>

/** Reads rule groups; a domain list that several rules name is read once. */
export function createFirewallReader(context: RegionContext) {
  const domains = new Map<string, Promise<Collected<string[]>>>()
  let lists: ListIds | undefined
  const domainsOf = async (id: string): Promise<Pick<FirewallRule, 'domains' | 'managed'>> => {
    lists ??= collectDomainLists(context)
    const known = await lists
    if (known.outcome === 'ok' && known.value.some((list) => list.id === id && list.managed)) return { managed: true }
    const reading = domains.get(id) ?? collectDomains(context, id)
    domains.set(id, reading)
    return { domains: await reading }
  }
  return {
    /** The rules of a group with the domains that they name, also of those that let through: a later group may block. */
    async collect(ruleGroupId: string): Promise<Collected<FirewallRule[]>> {
      const rules = await collectRules(context, ruleGroupId)
      if (rules.outcome !== 'ok') return rules
      const value = await Promise.all(
        rules.value.map(async (rule) =>
          rule.domainListId === undefined ? rule : { ...rule, ...(await domainsOf(rule.domainListId)) },
        ),
      )
      return { ...rules, value }
    },
  }
}

function collectRules({ clients, runner, region }: RegionContext, ruleGroupId: string) {
  return runner.collectAll(
    'route53resolver:ListFirewallRules',
    (options) =>
      byToken(
        (token) => clients.route53resolver(region).firewallRules(ruleGroupId, token, options),
        (page) => page.NextToken,
      ),
    { items: (page) => page.FirewallRules, token: (page) => page.NextToken },
    (rule) =>
      defined({
        priority: need(rule.Priority, 'Priority'),
        action: need(rule.Action, 'Action'),
        domainListId: rule.FirewallDomainListId,
        queryType: rule.Qtype,
        redirection: rule.FirewallDomainRedirectionAction,
      }),
  )
}

/** Lists of AWS's own are known by their owner: their domains are shown to nobody. */
function collectDomainLists({ clients, runner, region }: RegionContext): ListIds {
  return runner.collectAll(
    'route53resolver:ListFirewallDomainLists',
    (options) =>
      byToken(
        (token) => clients.route53resolver(region).firewallDomainLists(token, options),
        (page) => page.NextToken,
      ),
    { items: (page) => page.FirewallDomainLists, token: (page) => page.NextToken },
    (list) => ({ id: need(list.Id, 'Id'), managed: (list.ManagedOwnerName ?? '') !== '' }),
  )
}

function collectDomains({ clients, runner, region }: RegionContext, listId: string) {
  return runner.collectAll(
    'route53resolver:ListFirewallDomains',
    (options) =>
      byToken(
        (token) => clients.route53resolver(region).firewallDomains(listId, token, options),
        (page) => page.NextToken,
      ),
    { items: (page) => page.Domains, token: (page) => page.NextToken },
    (domain) => domain.toLowerCase().replace(/(?<=.)\.$/, ''),
  )
}
