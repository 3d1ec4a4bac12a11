import type { Collected } from '../model/collected.js'
import type { ResolverRuleAssociation } from '../model/snapshot-dns.js'
import type { RegionContext } from './context.js'
import { defined, need } from './fields.js'
import { byToken } from './pages.js'

/** The Resolver rules that the account sees, its own and shared ones, read when they are first asked for. */
export function createRuleReader(context: RegionContext) {
  let reading: ReturnType<typeof collectRules> | undefined
  return {
    rules() {
      reading ??= collectRules(context)
      return reading
    },
  }
}

export type RuleReader = ReturnType<typeof createRuleReader>

/** Which resolver rules steer which VPC. Without associations the rules themselves do not matter. */
export async function collectResolverRuleAssociations(
  context: RegionContext,
  reader: RuleReader,
): Promise<Collected<ResolverRuleAssociation[]>> {
  const { clients, runner, region } = context
  const associations = await runner.collectAll(
    'route53resolver:ListResolverRuleAssociations',
    (options) =>
      byToken(
        (token) => clients.route53resolver(region).ruleAssociations(token, options),
        (page) => page.NextToken,
      ),
    { items: (page) => page.ResolverRuleAssociations, token: (page) => page.NextToken },
    (a) => ({
      vpcId: need(a.VPCId, 'VPCId'),
      resolverRuleId: need(a.ResolverRuleId, 'ResolverRuleId'),
      ...(a.Status !== undefined && { status: a.Status }),
    }),
  )
  if (associations.outcome !== 'ok' || associations.value.length === 0) return associations
  const rules = await reader.rules()
  // Rules that are associated exist, even where their own list does not.
  if (rules.outcome === 'unsupported') return { ...rules, outcome: 'error' }
  if (rules.outcome !== 'ok') return rules
  const byId = new Map(rules.value.map((rule) => [rule.id, rule]))
  const value = associations.value.map((association) => {
    const rule = byId.get(association.resolverRuleId)
    return defined({ ...association, ruleType: rule?.ruleType, domainName: rule?.domainName })
  })
  return { ...associations, value }
}

function collectRules({ clients, runner, region }: RegionContext) {
  return runner.collectAll(
    'route53resolver:ListResolverRules',
    (options) =>
      byToken(
        (token) => clients.route53resolver(region).rules(token, options),
        (page) => page.NextToken,
      ),
    { items: (page) => page.ResolverRules, token: (page) => page.NextToken },
    (rule) => ({
      id: need(rule.Id, 'Id'),
      ruleType: rule.RuleType,
      domainName: rule.DomainName?.toLowerCase().replace(/(?<=.)\.$/, ''),
    }),
  )
}
