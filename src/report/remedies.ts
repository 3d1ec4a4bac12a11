import type { CommandLine } from '../model/command.js'
import type {
  Finding,
  JudgedFinding,
  JudgedProblem,
  Problem,
  ProposedChange,
  Remedy,
  ShownRemedy,
  Subject,
} from '../model/finding.js'
import type { Invocation } from '../model/invocation.js'
import { commandLines } from '../shell/command-lines.js'
import { inAccount } from '../shell/in-account.js'
import { ownCommand } from '../shell/own-command.js'
import { lazily } from './lazily.js'

/** What the words of remedies depend on. */
export interface Wording {
  invocation: Invocation
  /** What makes changes by hand. */
  commandsOf: (changes: readonly ProposedChange[]) => CommandLine[]
}

/** Findings with remedies that can be pasted. */
export const showFinding =
  (wording: Wording) =>
  (judged: JudgedFinding): Finding => {
    // Most findings have no remedy, and no need of a copy.
    if (!hasRemedy(judged)) return judged
    const { remedy, ...finding } = judged
    return lazily(finding, 'remedy', () => shown(remedy, [finding.subject], finding.subject.region, wording))
  }

const hasRemedy = (finding: JudgedFinding): finding is JudgedFinding & { remedy: Remedy } =>
  finding.remedy !== undefined

/** Problems with remedies that can be pasted; a plan mends every subject at once. */
export const showProblem =
  (wording: Wording) =>
  ({ remedy, ...problem }: JudgedProblem): Problem =>
    remedy === undefined ? problem : { ...problem, remedy: shown(remedy, [], problem.region, wording) }

/** Commands of a remedy that changes many things, as many as one reads: an endpoint for each service, and their security group. */
const MOST = 10

function shown(
  { id, text, changes: proposed = [], after = [], commands = [], refused }: Remedy,
  subjects: readonly Subject[],
  region: string,
  { invocation, commandsOf }: Wording,
): ShownRemedy {
  const changes = refused ? [] : proposed
  const ids = [...new Set([...(id === undefined ? [] : [id]), ...changes.map((change) => change.remedy)])]
  const planned = [...new Set([...after, ...ids])]
  // Of all changes: one may need what another makes, or be a part of its command.
  const own = commandsOf(changes.filter((change) => !change.printed))
  const left = Math.max(0, own.length - MOST)
  const lines = [...own.slice(0, MOST), ...commands].map((line) => inAccount(line, region, invocation))
  return {
    ...(ids[0] !== undefined && { id: ids[0] }),
    text: left > 0 ? `${text} By hand, the first ${MOST} commands; the plan has ${left} more.` : text,
    ...(ids.length > 0 && { plan: commandLines([planCommand(planned, subjects, region, invocation)]) }),
    ...(lines.length > 0 && { command: commandLines(lines) }),
  }
}

/** The plan of these remedies; without hosts for all that need it. */
function planCommand(
  ids: readonly string[],
  subjects: readonly Subject[],
  region: string,
  invocation: Invocation,
): CommandLine {
  const hosts = subjects.filter(({ kind }) => kind === 'host')
  return ownCommand(['fix', 'plan', ...ids, ...hosts.flatMap((host) => ['--host', host.id])], invocation, region)
}
