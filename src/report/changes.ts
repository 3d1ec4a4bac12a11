import { CAPABILITIES } from '../model/finding.js'
import type { Change, Report } from '../model/report.js'

/** One thing whose state two reports can be compared by. */
interface State {
  key: string
  what: Omit<Change, 'before' | 'after' | 'since'>
  state: string
}

/**
 * What differs from an earlier report: verdicts that changed, and hosts, databases, VPCs and tunnels that are new
 * or gone. Subjects are matched by id, so a finding that was made anew is the same finding.
 */
export function changesBetween(
  previous: Report,
  current: Pick<Report, 'vpcs' | 'hosts' | 'databases' | 'tunnels'>,
): Change[] {
  const before = new Map(statesOf(previous).map((s) => [s.key, s]))
  const after = new Map(statesOf(current).map((s) => [s.key, s]))
  const since = previous.generatedAt
  const changed = [...after.values()].flatMap((now): Change[] => {
    const then = before.get(now.key)
    if (then === undefined) return [{ ...now.what, after: now.state, since }]
    return then.state === now.state ? [] : [{ ...now.what, before: then.state, after: now.state, since }]
  })
  const gone = [...before.values()].filter((then) => !after.has(then.key))
  return [...changed, ...gone.map((then): Change => ({ ...then.what, before: then.state, since }))]
}

function statesOf({
  vpcs,
  hosts,
  databases,
  tunnels,
}: Pick<Report, 'vpcs' | 'hosts' | 'databases' | 'tunnels'>): State[] {
  return [
    ...vpcs.map(({ vpcId: id, name, region, verdict }) =>
      stateOf({ kind: 'vpc', id, ...(name !== '' && { name }), vpcId: id, region }, verdict),
    ),
    ...hosts.flatMap(({ instanceId: id, name, vpcId, region, verdicts }) =>
      CAPABILITIES.map((capability) =>
        stateOf({ kind: 'host', id, ...(name !== '' && { name }), vpcId, region, capability }, verdicts[capability]),
      ),
    ),
    ...databases.map(({ databaseId: id, vpcId, region }) =>
      stateOf({ kind: 'database', id, vpcId, region }, 'present'),
    ),
    ...tunnels.map(({ hostId, databaseId, vpcId, region, verdict }) =>
      stateOf({ kind: 'tunnel', id: `${hostId}/${databaseId}`, vpcId, region }, verdict),
    ),
  ]
}

function stateOf(what: State['what'], state: string): State {
  const { kind, region, vpcId = '', id, capability = '' } = what
  return { key: [kind, region, kind === 'host' ? '' : vpcId, id, capability].join('|'), what, state }
}
