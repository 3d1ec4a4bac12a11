import type { Inventory } from '../inventory/inventory.js'
import type { CommandLine } from '../model/command.js'
import type { JudgedFinding, ProposedChange } from '../model/finding.js'
import type { Invocation } from '../model/invocation.js'
import type { Report } from '../model/report.js'
import { changesBetween } from './changes.js'
import { connector } from './connect.js'
import { withHops } from './finish.js'
import { type CheckFacts, gapsOf } from './gaps.js'
import { bearingOnHosts } from './idle-regions.js'
import { ranked } from './in-the-way.js'
import { indexFindings } from './index-findings.js'
import { type Judgement, judge } from './judge.js'
import { pastRuns } from './past-runs.js'
import { causeFacts, hostPlaces } from './problems/context.js'
import { problemsOf, troublesOf } from './problems/problems.js'
import { withCausesNamed } from './problems/remedy.js'
import { causesOfSymptoms } from './problems/symptoms.js'
import { unlistedProblems } from './problems/unlisted.js'
import { withUnreadCauses } from './problems/unread-causes.js'
import { showFinding, showProblem } from './remedies.js'
import { hostReports, tunnelReports, vpcReports, waysOf } from './rows.js'
import { settle } from './settle.js'
import { withSince } from './since.js'
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
  const shown = ofChecks(finished, (id) => input.shownChecks.has(id), input)
  const index = indexFindings(ofChecks(finished, (id) => !input.excludedChecks.has(id), input))
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

/** The findings of some checks; of all, the list itself. */
function ofChecks(
  findings: JudgedFinding[],
  isMeant: (checkId: string) => boolean,
  { checks }: ReportInput,
): JudgedFinding[] {
  return checks.every(({ id }) => isMeant(id)) ? findings : findings.filter(({ checkId }) => isMeant(checkId))
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
  if (findings.every((f) => f.accepted === undefined)) return new Map()
  const others = findings.filter((f) => f.accepted === undefined)
  return judge(inventory, indexFindings(others)).vpcs
}
