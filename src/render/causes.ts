import type { Hop, Problem, Subject } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import { headlineOf } from '../model/headline.js'
import type { DatabaseReport, HostReport, Report } from '../model/report.js'
import type { ShellCommand } from '../model/shell-command.js'
import { blockingHop } from './hops.js'
import type { ReportIndex } from './report-index.js'
import { placeOf } from './words.js'

/** One problem as every format shows it: the cause once, whom it hits by name, what follows from it. */
export interface Cause {
  problem: Problem
  /** By which the list of databases refers to it, from 1. */
  number: number
  /** Name and id of the VPC; else the operator or region that it lies with. */
  place: string
  /** What is in the way, in one short sentence: names alone. */
  headline: string
  /** The same in full. */
  message: string
  /** The rule that came closest, where the message does not have it. */
  nearest?: string
  /** The way to what is in the way. */
  hops: readonly Hop[]
  /** Hosts, tunnels and other subjects: names first, ids in brackets. */
  hits: string[]
  /** Databases whose best way it is in. */
  keepsAway: string[]
  /** Ids of the checks that fail because of it. */
  follows: string[]
  fix?: Fix
}

/** What to do, and the commands that do it: first this program's own, where it can. */
export interface Fix {
  text: string
  commands: ShellCommand[]
}

/** Everything that takes a connection away or puts it in doubt, most consequential first. Posture is not among it. */
export function causesOf(report: Pick<Report, 'problems' | 'databases'>, index: ReportIndex): Cause[] {
  return report.problems
    .filter(({ level }) => level !== 'deviating')
    .map((problem, i) => causeOf(problem, i + 1, report, index))
}

/** What is wrong in the same way in several places, by the first of each. */
export function alikeTogether(causes: readonly Cause[]): Cause[][] {
  return [...groupBy(causes, ({ problem }) => [problem.level, problem.checkId, problem.reason].join(' ')).values()]
}

/** What a problem does to databases. */
export function effectOn(databases: string, { level }: Pick<Problem, 'level'>): string {
  if (level === 'unknown') return `leaves ${databases} undecided`
  return level === 'degraded' ? `weakens ${databases}` : `keeps ${databases} away`
}

/** The headline as it is of one database, or host: that of a problem that hits several is of the first. */
export function headlineFor(
  { problem, headline }: Cause,
  whose: DatabaseReport | HostReport,
  index: ReportIndex,
): string {
  const own = 'instanceId' in whose ? index.leadingOn(problem, whose) : index.leadingTo(problem, whose)
  if (own === undefined) return headline
  return index.withNamesAlone(fromHost(headlineOf(own), { subjects: [own.subject] }, own.hops ?? []))
}

function causeOf(
  problem: Problem,
  number: number,
  { databases }: Pick<Report, 'databases'>,
  index: ReportIndex,
): Cause {
  const { message, headline, vpcId } = problem
  const hops = index.leading(problem)?.hops ?? []
  const nearest = blockingHop({ hops: [...hops] })?.nearMiss
  return {
    problem,
    number,
    place: `${vpcId === undefined ? placeOf(problem) : index.nameOf(vpcId)}${index.inAccount(problem.subjects[0]?.accountId)}`,
    headline: index.withNamesAlone(fromHost(headline, problem, hops)),
    message: index.named(message),
    ...(nearest !== undefined && !message.includes(nearest) && { nearest }),
    hops: toObstacle(hops),
    hits: [...new Set(withoutEnds(problem.subjects).map((subject) => index.subjectName(subject)))],
    keepsAway: databases
      // What is amiss around a database that can be reached keeps others away.
      .filter(
        ({ problem: key, verdict }) => key === problem.key && (problem.level !== 'blocked' || verdict === 'BLOCKED'),
      )
      .map(({ databaseId }) => databaseId),
    follows: [...new Set(problem.symptoms.map((symptom) => symptom.checkId))],
    ...namedFix(problem, index),
  }
}

/** With its address. */
const INTERFACE = /\b(eni-[0-9a-z]+)(?: \([0-9a-f.:]+\))?/g

/** A short sentence knows the host better than the network interface at which its way begins. */
function fromHost(headline: string, { subjects: [first] }: Pick<Problem, 'subjects'>, [start]: readonly Hop[]): string {
  if (!start?.at.startsWith('eni-') || (first?.kind !== 'host' && first?.kind !== 'tunnel')) return headline
  const [hostId = ''] = first.id.split('/', 1)
  return headline.replace(INTERFACE, (whole, at: string) => (at === start.at ? hostId : whole))
}

/** With names before ids, as in the message. */
function namedFix(problem: Problem, index: ReportIndex): { fix?: Fix } {
  const { fix } = fixOf(problem)
  return fix ? { fix: { ...fix, text: index.named(fix.text) } } : {}
}

/** How a problem is mended, where a way is known. */
export function fixOf({ remedy }: Problem): { fix?: Fix } {
  if (remedy === undefined) return {}
  return {
    fix: {
      text: remedy.text,
      commands: [remedy.plan, remedy.command].flatMap((command) => (command ? eachLine(command) : [])),
    },
  }
}

/** A block of lines as a command for each. */
function eachLine({ bash, powershell, cmd }: ShellCommand): ShellCommand[] {
  const [inPowershell, inCmd] = [powershell.split('\n'), cmd.split('\n')]
  return bash.split('\n').map((line, i) => ({ bash: line, powershell: inPowershell[i] ?? '', cmd: inCmd[i] ?? '' }))
}

/** A host that is hit on its tunnels need not be named again. */
function withoutEnds(subjects: readonly Subject[]): Subject[] {
  const onTunnels = new Set(
    subjects.flatMap(({ kind, id }) => (kind === 'tunnel' ? [id.slice(0, id.indexOf('/'))] : [])),
  )
  return subjects.filter(({ kind, id }) => kind !== 'host' || !onTunnels.has(id))
}

/** The hops as far as the first obstacle, and the further obstacles behind it. */
export function toObstacle(hops: readonly Hop[]): Hop[] {
  const obstacle = blockingHop({ hops: [...hops] })
  const at = obstacle === undefined ? hops.length : hops.indexOf(obstacle)
  return hops.filter((hop, i) => i <= at || hop.outcome !== 'pass')
}
