import type { Collected } from '../model/collected.js'
import type { DnsProfile } from '../model/snapshot-dns.js'
import type { RegionContext } from './context.js'
import { defined, need } from './fields.js'
import { byToken } from './pages.js'
import type { ZoneReader } from './route53.js'
import type { RuleReader } from './route53resolver.js'

interface ProfileRequest {
  context: RegionContext
  /** VPCs of hosts: profiles of others do not matter. */
  vpcIds: ReadonlySet<string>
  /** Names that matter. */
  names: ReadonlySet<string>
  zones: ZoneReader
  rules: RuleReader
}

/** The Route 53 Profiles of the VPCs of hosts, with what each of them brings: zones, rules, firewall rule groups, endpoints. */
export async function collectDnsProfiles(request: ProfileRequest): Promise<Collected<DnsProfile[]>> {
  const associations = await collectAssociations(request.context)
  if (associations.outcome !== 'ok') return associations
  const ofHosts = associations.value.filter(({ vpcId }) => request.vpcIds.has(vpcId))
  const wanted = ofHosts.filter(({ status }) => status === COMPLETE)
  const changing = ofHosts.filter(({ status }) => status !== COMPLETE)
  const ids = [...new Set(wanted.map(({ profileId }) => profileId))]
  const value = await Promise.all(
    ids.map(async (profileId) => ({
      profileId,
      vpcIds: wanted.filter((a) => a.profileId === profileId).map((a) => a.vpcId),
      contents: await contentsOf(profileId, request),
    })),
  )
  return {
    ...associations,
    value: [...changing.map((association) => undecided(association, associations.api)), ...value],
  }
}

const COMPLETE = 'COMPLETE'
const GONE = new Set(['DELETED', 'FAILED'])

/** What is being made, changed or taken away may be at work already or still. */
const undecided = ({ profileId, vpcId, status }: Association, api: string): DnsProfile => ({
  profileId,
  vpcIds: [vpcId],
  contents: { outcome: 'error', api, message: `the association of ${profileId} with ${vpcId} is ${status}` },
})

interface Association {
  profileId: string
  vpcId: string
  status: string
}

function collectAssociations({ clients, runner, region }: RegionContext) {
  return runner.collectAll(
    'route53profiles:ListProfileAssociations',
    (options) =>
      byToken(
        (token) => clients.route53profiles(region).listAssociations(token, options),
        (page) => page.NextToken,
      ),
    {
      items: (page) => page.ProfileAssociations?.filter((a) => !GONE.has(a.Status ?? '')),
      token: (page) => page.NextToken,
    },
    (association): Association => ({
      profileId: need(association.ProfileId, 'ProfileId'),
      vpcId: need(association.ResourceId, 'ResourceId'),
      status: need(association.Status, 'Status'),
    }),
  )
}

interface Resource {
  /** `hostedzone`, `resolver-rule`, `firewall-rule-group`, `vpc-endpoint`, … as the ARN says it. */
  kind: string
  id: string
  priority: number
  status: string
}

function collectResources({ clients, runner, region }: RegionContext, profileId: string) {
  return runner.collectAll(
    'route53profiles:ListProfileResourceAssociations',
    (options) =>
      byToken(
        (token) => clients.route53profiles(region).listResources(profileId, token, options),
        (page) => page.NextToken,
      ),
    {
      items: (page) => page.ProfileResourceAssociations?.filter((a) => !GONE.has(a.Status ?? '')),
      token: (page) => page.NextToken,
    },
    (association): Resource => {
      const [kind = '', id = ''] = (need(association.ResourceArn, 'ResourceArn').split(':', 6)[5] ?? '').split('/')
      const status = need(association.Status, 'Status')
      return { kind, id, status, priority: priorityOf(association.ResourceProperties) }
    },
  )
}

/** `{"priority": 102}`; a group without one comes last. */
function priorityOf(properties: string | undefined): number {
  const priority = /"priority"\s*:\s*"?(\d+)/.exec(properties ?? '')?.[1]
  return priority === undefined ? Number.MAX_SAFE_INTEGER : Number(priority)
}

async function contentsOf(
  profileId: string,
  { context, names, zones, rules }: ProfileRequest,
): Promise<DnsProfile['contents']> {
  const resources = await collectResources(context, profileId)
  if (resources.outcome !== 'ok') return resources
  const changing = resources.value.find(({ status }) => status !== COMPLETE)
  if (changing) {
    const message = `${changing.kind}/${changing.id} of ${profileId} is ${changing.status}`
    return { outcome: 'error', api: resources.api, message }
  }
  const of = (kind: string) => resources.value.filter((resource) => resource.kind === kind)
  const ids = (kind: string) => of(kind).map(({ id }) => id)
  const [hosted, resolverRules] = await Promise.all([
    zones.collectByIds(context, ids('hostedzone'), names),
    rulesOf(ids('resolver-rule'), rules),
  ])
  if (hosted.outcome !== 'ok') return hosted
  return {
    ...resources,
    value: {
      ...hosted.value,
      resolverRules,
      firewallRuleGroups: of('firewall-rule-group').map(({ id, priority }) => ({ ruleGroupId: id, priority })),
      vpcEndpointIds: ids('vpc-endpoint'),
    },
  }
}

/** A rule that is not among those that the account sees keeps its id alone. */
async function rulesOf(ids: readonly string[], reader: RuleReader) {
  if (ids.length === 0) return []
  const all = await reader.rules()
  const known = new Map(all.outcome === 'ok' ? all.value.map((rule) => [rule.id, rule]) : [])
  return ids.map((resolverRuleId) => {
    const rule = known.get(resolverRuleId)
    return defined({ resolverRuleId, ruleType: rule?.ruleType, domainName: rule?.domainName })
  })
}
