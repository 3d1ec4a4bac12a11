import { setMaxListeners } from 'node:events'
import { probeKey } from '../inventory/probes.js'
import type { Collected } from '../model/collected.js'
import type { Env } from '../model/env.js'
import { groupBy } from '../model/group-by.js'
import { isHostItself } from '../model/host-itself.js'
import type { DatabaseReport, Report, TunnelReport } from '../model/report.js'
import { leadsTo } from '../model/report-subjects.js'
import type { Snapshot } from '../model/snapshot.js'
import type { ProbeResult, Proof, TunnelProbe } from '../model/snapshot-probes.js'
import type { Account } from './account.js'
import { platformsOf } from './probe/commandable.js'
import { diagnoseHosts } from './probe/diagnose.js'
import { type ProbeWish, probeOnce } from './probe/probe-once.js'

export interface ProbeOptions {
  account: Account
  env: Env
  /** For how long sessions are started, in milliseconds. */
  limit: number
  /** Tunnels of an earlier report that were tried less than so many milliseconds ago are left alone. */
  pause?: { milliseconds: number; previous: Report }
  /** Ends all sessions. */
  signal: AbortSignal
  onProgress?: (progress: { done: number; total: number; api: string }) => void
  /** Tries one tunnel. */
  probeOne?: (wish: ProbeWish) => Promise<Collected<ProbeResult>>
}

/** Milliseconds. */
const BETWEEN_STARTS = 1_000
/** After so many refusals, of different hosts, and not one session nobody is asked any more: each is an alarm somewhere. */
const MOST_REFUSALS = 3

/**
 * Tries the tunnels that a first judgement does not call BLOCKED: one way to each database first, then the others, one
 * session each, started at most once a second. Then the hosts' agents are asked for their own diagnosis.
 * @returns the snapshot with what came of it
 */
export async function probeTunnels(report: Report, snapshot: Snapshot, options: ProbeOptions): Promise<Snapshot> {
  const { account, limit, signal, onProgress, probeOne = probeOnce } = options
  const { due, kept } = dueTunnels(report, options)
  const probes: { tunnel: TunnelReport; probe: TunnelProbe }[] = kept.map(({ tunnel, proof }) => ({
    tunnel,
    probe: { ...identityOf(tunnel), earlier: proof },
  }))
  const until = performance.now() + limit
  // Every session under way listens to it.
  setMaxListeners(0, signal)
  const platforms = platformsOf(snapshot)
  const running: Promise<void>[] = []
  // A session is allowed or not by the host that it goes to, whatever lies behind.
  const refusing = new Set<string>()
  let [refusals, opened, done] = [0, 0, 0]
  const whyNot = ({ hostId }: TunnelReport): TunnelProbe['untried'] => {
    if (signal.aborted || performance.now() > until) return 'time-over'
    if (refusing.has(hostId)) return 'host-refused'
    return opened === 0 && refusals >= MOST_REFUSALS ? 'sessions-refused' : undefined
  }
  for (const { tunnel, database } of due) {
    if (running.length > 0 && whyNot(tunnel) === undefined) await account.sleep(BETWEEN_STARTS)
    const untried = whyNot(tunnel)
    if (untried !== undefined) {
      probes.push({ tunnel, probe: { ...identityOf(tunnel), untried } })
      continue
    }
    const platform = platforms.get(tunnel.hostId)
    const { hostId, region } = tunnel
    const wish = { hostId, region, database, account, env: options.env, signal, ...(platform && { platform }) }
    running.push(
      probeOne(wish).then((result) => {
        if (result.outcome === 'ok') opened++
        else refusals++
        if (result.outcome === 'denied') refusing.add(hostId)
        probes.push({ tunnel, probe: { ...identityOf(tunnel), result } })
        onProgress?.({ done: ++done, total: due.length, api: 'ssm:StartSession' })
      }),
    )
  }
  await Promise.all(running)
  const diagnoses = groupBy(await diagnoseHosts(report, platforms, { ...options, until }), ({ region }) => region)
  const byRegion = groupBy(probes, ({ tunnel }) => tunnel.region)
  return {
    ...snapshot,
    regions: snapshot.regions.map((region) => ({
      ...region,
      probes: sorted(byRegion.get(region.region) ?? []),
      diagnoses: (diagnoses.get(region.region) ?? []).map(({ diagnosis }) => diagnosis),
    })),
    apiCalls: Object.fromEntries(Object.entries(account.clients.apiCalls).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

const identityOf = ({ hostId, databaseId, databaseKind, vpcId }: TunnelReport) => ({
  hostId,
  databaseId,
  databaseKind,
  vpcId,
})

/** In the order of their names: which session was the first to end is nobody's business. */
const sorted = (probes: readonly { probe: TunnelProbe }[]): TunnelProbe[] =>
  probes.map(({ probe }) => probe).toSorted((a, b) => (probeKey(a) < probeKey(b) ? -1 : 1))

interface Due {
  tunnel: TunnelReport
  database: DatabaseReport
}

function dueTunnels({ databases, tunnels }: Report, { account, pause }: ProbeOptions) {
  const proofs = new Map(pause?.previous.tunnels.map((tunnel) => [probeKey(tunnel), tunnel.proof]))
  const newest = account.now().getTime() - (pause?.milliseconds ?? 0)
  const kept: { tunnel: TunnelReport; proof: Proof }[] = []
  const ways = databases.map((database): Due[] => {
    // A probe's permissions are those of the document that goes on to another host.
    if (database.endpoint === '' || database.port === 0 || isHostItself(database)) return []
    return tunnels
      .filter((tunnel) => tunnel.verdict !== 'BLOCKED' && leadsTo(tunnel, database))
      .toSorted((a, b) => Number(b.hostId === database.via) - Number(a.hostId === database.via))
      .flatMap((tunnel) => {
        const proof = proofs.get(probeKey(tunnel))
        if (proof === undefined || Date.parse(proof.at) <= newest) return { tunnel, database }
        kept.push({ tunnel, proof })
        return []
      })
  })
  const most = Math.max(0, ...ways.map((each) => each.length))
  const due = Array.from({ length: most }, (_, i) => ways.flatMap((each) => each[i] ?? [])).flat()
  return { due, kept }
}
