import { UsageError } from '../model/errors.js'
import type { Verdict } from '../model/finding.js'
import type { Invocation } from '../model/invocation.js'
import type { Report } from '../model/report.js'
import { shortestNames, subjectsAround } from '../model/report-subjects.js'
import type { ShellCommand } from '../model/shell-command.js'
import { subjectKey } from '../model/subject-key.js'
import { commandLines } from '../shell/command-lines.js'
import { ownCommand } from '../shell/own-command.js'
import { type Choice, choose, nameOf } from './choose.js'
import { ledHere } from './explain.js'

/** Milliseconds between two looks while waiting, and how many there are. */
const PAUSE = 15_000
const LOOKS = 120

export interface ConnectWish {
  /** A database, or a host. */
  query: string
  /** The host to go through. */
  via?: string
  /** SSH instead of a shell of Session Manager. */
  ssh?: boolean
  /** How this program was started, and the reader's shell: for the command that says more. */
  invocation: Invocation
  shell: keyof ShellCommand
}

export interface Patience {
  sleep: (ms: number) => Promise<void>
  /** Says why the next look is so many milliseconds away. */
  onWait: (verdict: Verdict, ms: number) => void
}

/**
 * The host to connect through, by the report that `look` gives. With `patience` it looks again until the host is ready,
 * for half an hour.
 * @throws UsageError when nothing of that name exists, or when it is BLOCKED
 */
export async function chooseReady(
  wish: ConnectWish,
  look: () => Promise<Report>,
  patience?: Patience,
): Promise<{ report: Report; choice: Choice }> {
  for (let left = patience ? LOOKS : 0; ; left--) {
    const report = await look()
    const choice = chosen(report, wish)
    if (isReady(choice) || left === 0 || patience === undefined) {
      assertNotBlocked(choice, wish, report)
      return { report, choice }
    }
    patience.onWait(choice.verdict, PAUSE)
    await patience.sleep(PAUSE)
  }
}

function chosen(report: Report, { query, via, ssh = false }: ConnectWish): Choice {
  const choice = choose(report, query, via)
  if (!ssh) return choice
  if (choice.database) throw new UsageError(`--ssh connects to a host; ${query} is a database.`)
  // A shell may be blocked where SSH is not: by the session key, for one.
  const { instanceId, verdicts } = choice.host
  return { ...choice, verdict: verdicts.ssh, why: `SSH to ${instanceId} (${verdicts.ssh})` }
}

const isReady = ({ verdict }: Choice) => verdict === 'READY' || verdict === 'DEGRADED'

/** UNKNOWN may work: it is tried, and `why` says so. */
function assertNotBlocked(choice: Choice, { query, invocation, shell }: ConnectWish, report: Report): void {
  if (choice.verdict !== 'BLOCKED') return
  const { host, database } = choice
  const words = ['explain', host.instanceId, ...(database ? [shortestNames(report.databases)(database)] : [])]
  const explain = commandLines([ownCommand(words, invocation, host.region)])[shell]
  const cause = causeOf(choice, report)
  throw new UsageError(`${query} is BLOCKED${cause === undefined ? '' : `: ${cause}`} What mends it: ${explain}`)
}

/** What is most in the way of this tunnel, in one sentence; of a host, what is in the way of a shell. */
function causeOf({ host, tunnel }: Choice, { problems, findings }: Report): string | undefined {
  const around = tunnel
    ? subjectsAround(tunnel, host.vpcId)
    : new Set([subjectKey({ kind: 'host', region: host.region, id: host.instanceId })])
  const wanted = tunnel ? 'tunnel' : 'shell'
  const problem = problems.find(
    ({ level, blocks, subjects }) =>
      level === 'blocked' && blocks.includes(wanted) && subjects.some((subject) => around.has(subjectKey(subject))),
  )
  if (problem === undefined) return undefined
  const own = findings.filter(({ subject }) => around.has(subjectKey(subject)))
  return ledHere(problem, own).headline.replaceAll(host.instanceId, nameOf(host))
}
