import { setMaxListeners } from 'node:events'
import { CHECKS } from '../checks/index.js'
import { runChecks } from '../checks/run.js'
import { type CollectOptions, collectSnapshot } from '../collect/index.js'
import { Inventory } from '../inventory/inventory.js'
import type { ScopeLimits } from '../inventory/limit.js'
import { selectHosts } from '../inventory/select-hosts.js'
import type { Collected } from '../model/collected.js'
import type { Config } from '../model/config.js'
import { UsageError } from '../model/errors.js'
import { type Invocation, PLAIN_INVOCATION } from '../model/invocation.js'
import { nearest } from '../model/nearest.js'
import type { Report } from '../model/report.js'
import type { Snapshot } from '../model/snapshot.js'
import type { Instance } from '../model/snapshot-hosts.js'
import { commandsOf } from '../remediate/changes/index.js'
import { buildReport } from '../report/build.js'
import type { Account } from './account.js'
import { idsNamed } from './named.js'
import { TOOL_VERSION } from './version.js'

/** What to look at. Empty lists are as good as none. */
export interface AuditRequest {
  /** Ids or names, as those of hosts. */
  vpcIds?: readonly string[]
  hostIds?: readonly string[]
  /** Findings of these checks alone are shown; verdicts and posture always rest on all checks. */
  checks?: readonly string[]
  /** Findings of these checks are not shown, and posture leaves them out. */
  excludeChecks?: readonly string[]
  /** Findings that pass list their hops, too. */
  allHops?: boolean
  /** How the report's commands of this program start, and what they name. */
  invocation?: Invocation
  previous?: Report
}

/** Takes the snapshot of an account, given which of its instances are hosts. */
export type TakeSnapshot = (selectHosts: (instances: Instance[]) => Instance[]) => Promise<Snapshot>

export interface AuditDependencies {
  config: Config
  /** Where the config was found. */
  configFile?: string
  takeSnapshot: TakeSnapshot
  /** Tries the tunnels of a first judgement for real, and gives the snapshot with what came of it. */
  probe?: (report: Report, snapshot: Snapshot) => Promise<Snapshot>
  now: () => Date
}

/** Milliseconds that reading an account may take, where nothing else ends it: no network may hold a run up for ever. */
const READING_LIMIT = 1_800_000

/**
 * Reads an account live. What is not read when the time is up is a gap.
 * @param more `readingLimit`: milliseconds, unless a signal ends it
 */
export function snapshotOf(
  account: Account,
  config: Config,
  {
    readingLimit = READING_LIMIT,
    ...more
  }: Pick<CollectOptions, 'onProgress' | 'signal' | 'hostsToCome'> & { readingLimit?: number } = {},
): TakeSnapshot {
  return (select) =>
    collectSnapshot({
      signal: more.signal ?? endOf(readingLimit),
      clients: account.clients,
      identity: account.identity,
      regions: account.regions,
      selectHosts: select,
      operatorArns: config.operators,
      targets: config.targets,
      now: account.now,
      paced: account.paced,
      ...more,
    })
}

function endOf(limit: number): AbortSignal {
  const signal = AbortSignal.timeout(limit)
  // Every call under way listens to it.
  setMaxListeners(0, signal)
  return signal
}

/** The account as the checks see it, without judging it. */
export async function auditOf(
  { config, takeSnapshot }: Pick<AuditDependencies, 'config' | 'takeSnapshot'>,
  hostIds: readonly string[] = [],
): Promise<Inventory> {
  return new Inventory(await takeSnapshot(hostsToRead(config, hostIds)), config)
}

/** The hosts that the config selects, and those that were asked for by id or name. */
function hostsToRead({ hosts }: Config, asked: readonly string[] = []) {
  const names = new Set(asked)
  return (instances: Instance[]): Instance[] => [
    ...new Set([
      ...selectHosts(instances, hosts),
      ...instances.filter(({ instanceId, name = '' }) => names.has(instanceId) || names.has(name)),
    ]),
  ]
}

interface Audited {
  report: Report
  inventory: Inventory
}

/**
 * The main job: snapshot, checks, report. With a probe, the tunnels that the report does not call BLOCKED are tried, and
 * all is judged again.
 * @throws UsageError when the request names a check, VPC or host that does not exist
 */
export async function runAudit(request: AuditRequest, dependencies: AuditDependencies): Promise<Audited> {
  const { config, takeSnapshot, probe, now } = dependencies
  assertChecks([...(request.checks ?? []), ...(request.excludeChecks ?? []), ...config.accept.map((a) => a.check)])
  const started = now()
  const snapshot = await takeSnapshot(hostsToRead(config, request.hostIds))
  const judged = judgeSnapshot(snapshot, request, dependencies, started)
  if (probe === undefined) return judged
  return judgeSnapshot(await probe(judged.report, snapshot), request, dependencies, started)
}

function judgeSnapshot(
  snapshot: Snapshot,
  request: AuditRequest,
  { config, configFile, now }: AuditDependencies,
  started: Date,
): Audited {
  const inventory = new Inventory(snapshot, config, limitsOf(request, snapshot))
  const report = buildReport({
    inventory,
    findings: runChecks(CHECKS, inventory, { withoutHopsOfPasses: request.allHops !== true }),
    checks: CHECKS,
    shownChecks: shownChecks(request),
    excludedChecks: new Set(request.excludeChecks),
    ...(request.allHops === true && { allHops: true }),
    toolVersion: TOOL_VERSION,
    now: now(),
    durationMs: now().getTime() - started.getTime(),
    invocation: request.invocation ?? PLAIN_INVOCATION,
    commandsOf,
    ...(configFile !== undefined && { configFile }),
    ...(request.previous && { previous: request.previous }),
  })
  return { report, inventory }
}

/** What the request is limited to, by ids. */
export function limitsOf({ vpcIds = [], hostIds = [] }: AuditRequest, { regions }: Snapshot): ScopeLimits {
  const where = regions.map(({ region }) => region).join(', ')
  const vpcs = regions.map((region) => mapCollected(region.vpcs, ({ vpcId, name }) => ({ id: vpcId, name })))
  const instances = regions.map((region) =>
    mapCollected(region.instances, ({ instanceId, name }) => ({ id: instanceId, name })),
  )
  return {
    ...(vpcIds.length > 0 && { vpcIds: idsNamed('VPC', vpcIds, vpcs, where) }),
    ...(hostIds.length > 0 && { hostIds: idsNamed('instance', hostIds, instances, where) }),
  }
}

function mapCollected<T, U>(list: Collected<readonly T[]>, of: (item: T) => U): Collected<readonly U[]> {
  return list.outcome === 'ok' ? { ...list, value: list.value.map(of) } : list
}

function shownChecks({ checks = [], excludeChecks = [] }: AuditRequest): Set<string> {
  const ids = CHECKS.map((check) => check.id)
  return new Set(ids.filter((id) => (checks.length === 0 || checks.includes(id)) && !excludeChecks.includes(id)))
}

function assertChecks(ids: readonly string[]): void {
  const known = CHECKS.map((check) => check.id)
  for (const id of ids)
    if (!known.includes(id))
      throw new UsageError(`Unknown check ${JSON.stringify(id)}${nearest(id, known)}: \`ssm-ready checks\` lists all.`)
}
