import { unreadStores } from '../inventory/data-stores.js'
import type { Inventory, RegionInventory } from '../inventory/inventory.js'
import { probeOf, proofOf } from '../inventory/probes.js'
import type { Tunnel } from '../inventory/tunnels.js'
import type { CommandLine } from '../model/command.js'
import type { JudgedFinding, Posture, ProposedChange } from '../model/finding.js'
import type { Invocation } from '../model/invocation.js'
import type { HostReport, Report, TunnelReport, VpcReport } from '../model/report.js'
import { changesBetween } from './changes.js'
import { type Connector, connector } from './connect.js'
import { withHops } from './finish.js'
import { type CheckFacts, gapsOf } from './gaps.js'
import { bearingOnHosts } from './idle-regions.js'
import { ranked, type Way } from './in-the-way.js'
import { type FindingIndex, indexFindings } from './index-findings.js'
import { type Judgement, judge } from './judge.js'
import { lazily } from './lazily.js'
import { oneEndpointNote } from './one-endpoint.js'
import { pastRuns } from './past-runs.js'
import { postureOf } from './posture.js'
import { causeFacts, hostPlaces } from './problems/context.js'
import { problemsOf, troublesOf } from './problems/problems.js'
import { withCausesNamed } from './problems/remedy.js'
import { causesOfSymptoms } from './problems/symptoms.js'
import { unlistedProblems } from './problems/unlisted.js'
import { withUnreadCauses } from './problems/unread-causes.js'
import { showFinding, showProblem } from './remedies.js'
import { settle } from './settle.js'
import { withSince } from './since.js'
import { databaseSubject, hostSubject, regionSubject, vpcSubject } from './subjects.js'
import { summaryOf } from './summary.js'
import { withUpdatesInOrder } from './update-order.js'

export interface ReportInput {
  inventory: Inventory
  /** Of all checks: verdicts rest on them. */
  findings: readonly JudgedFinding[]
  checks: readonly CheckFacts[]
  /** Ids of the checks whose findings the report shows. */
  shownChecks: ReadonlySet<string>
  /** Ids of the checks that posture leaves out. Verdicts leave out none. */
  excludedChecks: ReadonlySet<string>
  /** Whether findings that pass list their hops, too. */
  allHops?: boolean
  toolVersion: string
  now: Date
  /** How long the audit took, in milliseconds. */
  durationMs: number
  /** How commands of this program start, and what they name. */
  invocation: Invocation
  /** What makes changes by hand. */
  commandsOf: (changes: readonly ProposedChange[]) => CommandLine[]
  /** Where the config was found. */
  configFile?: string
  previous?: Report
}

/** Puts verdicts, commands, gaps and findings together. */
export function buildReport(input: ReportInput): Report {
  const { inventory, now, previous } = input
  const { snapshot } = inventory
  const places = hostPlaces(inventory)
  const { judgement, accepted, finished: weighed } = settle(inventory, input.findings, now)
  const finished = withUpdatesInOrder(bearingOnHosts(weighed, places))
  const shown = finished.filter((f) => input.shownChecks.has(f.checkId))
  const index = indexFindings(finished.filter((f) => !input.excludedChecks.has(f.checkId)))
  const gaps = gapsOf(snapshot, input.checks)
  const facts = causeFacts(places, input.checks)
  const troubles = troublesOf(shown, gaps, facts)
  const causes = causesOfSymptoms(troubles, facts)
  // What a limited audit leaves out, it cannot miss.
  const limited = Object.keys(inventory.limits).length > 0
  const acceptances = accepted.problems.filter(({ problem }) => problem === 'expired' || !limited)
  const connect = connector(inventory, input.invocation, index)
  const unlisted = input.shownChecks.has('vpc-jump-host') ? unlistedProblems(inventory) : []
  const tunnels = tunnelReports(inventory, judgement, connect)
  const { problems, databases } = ranked(
    withUnreadCauses(problemsOf(troubles, causes, gaps, unlisted), shown, gaps, facts.symptomOf).map(
      showProblem(input),
    ),
    waysOf(inventory, judgement, tunnels),
  )
  const body = {
    vpcs: vpcReports(inventory, judgement, besidesAccepted(inventory, accepted.findings), index),
    hosts: hostReports(inventory, judgement, index, connect),
    databases,
    tunnels: [...tunnels.values()],
    findings: withHops(withCausesNamed(shown, causes), input.allHops === true).map(showFinding(input)),
  }
  const scope: Report['scope'] = {
    accountId: snapshot.accountId,
    partition: snapshot.partition,
    regions: snapshot.regions.map((region) => region.region),
    ...inventory.limits,
    ...checksAsked(input),
    ...(input.configFile !== undefined && { config: input.configFile }),
  }
  const [generatedAt, complete] = [now.toISOString(), gaps.length === 0]
  const summary = summaryOf(body, snapshot.apiCalls)
  return {
    schemaVersion: 1,
    tool: { name: 'ssm-ready', version: input.toolVersion },
    generatedAt,
    durationMs: input.durationMs,
    scope,
    complete,
    ...(snapshot.redacted === true && { redacted: true }),
    gaps,
    summary,
    problems: previous ? withSince(problems, previous, generatedAt, snapshot.accountId) : problems,
    ...body,
    ...(acceptances.length > 0 && { acceptances }),
    ...(previous && {
      changes: changesBetween(previous, { ...body, scope, gaps }),
      runs: pastRuns(previous, { generatedAt, complete, scope, summary }),
    }),
  }
}

/** Which checks are shown, where some are not: whoever reads the report must not take the others for passed. */
function checksAsked({
  checks,
  shownChecks,
  excludedChecks,
}: ReportInput): Pick<Report['scope'], 'checks' | 'excludeChecks'> {
  const isPicked = checks.some(({ id }) => !shownChecks.has(id) && !excludedChecks.has(id))
  return {
    ...(isPicked && { checks: [...shownChecks] }),
    ...(excludedChecks.size > 0 && { excludeChecks: [...excludedChecks] }),
  }
}

/** VPC verdicts as if the accepted findings were not there; exit codes go by them. */
function besidesAccepted(inventory: Inventory, findings: readonly JudgedFinding[]): Judgement['vpcs'] {
  const others = findings.filter((f) => f.accepted === undefined)
  return others.length === findings.length ? new Map() : judge(inventory, indexFindings(others)).vpcs
}

function vpcReports(
  inventory: Inventory,
  judgement: Judgement,
  besides: Judgement['vpcs'],
  index: FindingIndex,
): VpcReport[] {
  const { accountId } = inventory.snapshot
  return inventory.regions.flatMap((r) =>
    r.vpcs.map(({ vpcId, name, vpc }): VpcReport => {
      const ownerId = vpc?.ownerId || accountId
      const hosts = r.knownHostsOf(vpcId)
      const databases = r.knownDatabasesOf(vpcId)
      const verdict = judgement.vpcs.get(vpcId) ?? 'UNKNOWN'
      const other = besides.get(vpcId)
      return {
        vpcId,
        name,
        accountId,
        ...(ownerId !== accountId && { ownerId }),
        region: r.region,
        verdict,
        ...(other !== undefined && other !== verdict && { verdictBesidesAccepted: other }),
        ...(verdict !== 'NOT_APPLICABLE' && { posture: vpcPosture(vpcId, r, index) }),
        hostIds: hosts.map((host) => host.instanceId),
        databaseIds: databases.map((database) => database.databaseId),
        needs: r
          .needsOf(vpcId)
          .filter((need) => need.needed !== 'no')
          .map((need) => ({ service: need.service, reason: need.reasons.join(', ') })),
      }
    }),
  )
}

/** Of the VPC itself, its hosts and databases, and where it has hosts of its region. */
function vpcPosture(vpcId: string, r: RegionInventory, index: FindingIndex): Posture {
  const hosts = r.knownHostsOf(vpcId)
  const findings = [
    ...index.of(vpcSubject(r.region, vpcId)),
    ...hosts.flatMap((host) => index.of(hostSubject(r.region, host))),
    ...r.knownDatabasesOf(vpcId).flatMap((database) => index.of(databaseSubject(database))),
    ...(hosts.length > 0 ? index.of(regionSubject(r.region)) : []),
  ]
  const areDatabasesKnown = r.databasesOf(vpcId).outcome === 'ok' && unreadStores(r.snapshot).length === 0
  return postureOf(findings, r.hostsOf(vpcId).outcome === 'ok' && areDatabasesKnown)
}

function hostReports(
  inventory: Inventory,
  judgement: Judgement,
  index: FindingIndex,
  connect: Connector,
): HostReport[] {
  return inventory.regions.flatMap((r) =>
    r.hosts.map((host): HostReport => {
      const verdicts = judgement.hosts.get(host.instanceId)
      if (!verdicts) throw new Error(`host ${host.instanceId} was not judged`)
      const node = r.knownNodeOf(host.instanceId)
      const report = {
        instanceId: host.instanceId,
        name: host.name ?? '',
        vpcId: host.vpcId ?? '',
        subnetId: host.subnetId ?? '',
        zone: host.availabilityZone,
        region: r.region,
        agentVersion: node?.agentVersion ?? '',
        ...(node?.platformName !== undefined && { platformName: node.platformName }),
        verdicts,
        posture: postureOf(index.of(hostSubject(r.region, host)), true),
      }
      return lazily(report, 'commands', () => connect.host(r, host, verdicts))
    }),
  )
}

function waysOf(inventory: Inventory, { databases }: Judgement, tunnels: ReadonlyMap<Tunnel, TunnelReport>): Way[] {
  return inventory.regions.flatMap((r) =>
    r.databases.map((d): Way => {
      const { verdict, best } = databases.get(d) ?? { verdict: 'UNKNOWN' }
      const tunnel = best && tunnels.get(best)
      const alone = oneEndpointNote(d)
      const database = {
        databaseId: d.databaseId,
        kind: d.kind,
        engine: d.engine,
        endpoint: d.endpoint ?? '',
        port: d.port ?? 0,
        ...(d.readerEndpoint !== undefined && { readerEndpoint: d.readerEndpoint }),
        vpcId: d.vpcId ?? '',
        region: d.region,
        status: d.status,
        verdict,
        ...(best && { via: best.host.instanceId }),
        ...(alone !== undefined && { oneEndpointNote: alone }),
      }
      return {
        database,
        ...(tunnel && { tunnel }),
        ...(best?.host.vpcId !== undefined && { hostVpcId: best.host.vpcId }),
      }
    }),
  )
}

function tunnelReports(inventory: Inventory, judgement: Judgement, connect: Connector): Map<Tunnel, TunnelReport> {
  const regions = new Map(inventory.regions.map(({ region, snapshot }) => [region, snapshot]))
  const entries = inventory.tunnels.map((tunnel): [Tunnel, TunnelReport] => {
    const region = regions.get(tunnel.hostRegion)
    const probe = region && probeOf(region, tunnel)
    const proof = probe && proofOf(probe)
    const judged = judgement.tunnels.get(tunnel)
    if (!judged) throw new Error(`tunnel ${tunnel.id} was not judged`)
    const { verdict, weighed } = judged
    const fails = weighed.filter((w) => w.bears === 'fail').map((w) => w.finding)
    const report = {
      hostId: tunnel.host.instanceId,
      databaseId: tunnel.database.databaseId,
      databaseKind: tunnel.database.kind,
      vpcId: tunnel.database.vpcId ?? '',
      region: tunnel.hostRegion,
      verdict,
      blockedBy: fails.map(({ checkId, reason }) => ({ checkId, reason })),
      localPort: connect.localPorts(tunnel.database).endpoint,
      ...(proof && { proof }),
    }
    return [tunnel, lazily(report, 'commands', () => connect.tunnel(tunnel, verdict))]
  })
  return new Map(entries)
}
