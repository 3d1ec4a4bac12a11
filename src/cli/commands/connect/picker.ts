import search from '@inquirer/search'
import { Interrupted, UsageError } from '../../../model/errors.js'
import type { Verdict } from '../../../model/finding.js'
import { groupBy } from '../../../model/group-by.js'
import type { DatabaseReport, HostReport, Report } from '../../../model/report.js'
import { qualifiedNames, shortestNames } from '../../../model/report-subjects.js'
import { indexReport, type ReportIndex } from '../../../render/report-index.js'
import { nameAndId } from '../../../render/words.js'

export interface Entry {
  /** What `connect` takes. */
  value: string
  name: string
  /** Why it cannot be chosen. */
  disabled?: string
}

const ORDER: Readonly<Record<Verdict, number>> = { READY: 0, DEGRADED: 1, UNKNOWN: 2, BLOCKED: 3 }

/** Saved connections, then databases, then shells on hosts: what works first, and what does not with its reason. */
export function entriesOf(report: Report, saved: readonly string[]): Entry[] {
  const databases = sorted(report.databases, ({ verdict }) => verdict)
  const hosts = sorted(report.hosts, ({ verdicts }) => verdicts.shell)
  const index = indexReport(report)
  const names = {
    of: shortestNames(report.databases),
    toPick: qualifiedNames(report.databases),
    ofHost: hostNames(report.hosts),
  }
  return [
    ...saved.map((name) => ({ value: name, name: `${name} (saved)` })),
    ...databases.map((database) => databaseEntry(database, names, report, index)),
    ...hosts.map((host) => hostEntry(host, names.ofHost(host))),
  ]
}

const sorted = <T>(items: readonly T[], verdictOf: (item: T) => Verdict): T[] =>
  [...items].sort((a, b) => ORDER[verdictOf(a)] - ORDER[verdictOf(b)])

function databaseEntry(database: DatabaseReport, names: Names, report: Report, index: ReportIndex): Entry {
  const { engine, verdict, via, problem } = database
  const host = report.hosts.find(({ instanceId }) => instanceId === via)
  const way = host && verdict !== 'BLOCKED' ? ` through ${names.ofHost(host)}` : ''
  const cause = report.problems.find(({ key }) => key === problem)
  const reason = (cause && (index.leadingTo(cause, database) ?? cause).message) ?? 'no host leads to it'
  return {
    value: names.toPick(database),
    name: `${verdict.padEnd(8)} ${names.of(database)} (${engine})${way}`,
    ...(verdict === 'BLOCKED' && { disabled: reason }),
  }
}

type Names = Record<'of' | 'toPick', (database: DatabaseReport) => string> & { ofHost: (host: HostReport) => string }

/** Its name, with the id where others have the same. */
function hostNames(hosts: readonly HostReport[]): Names['ofHost'] {
  const named = groupBy(hosts, ({ name }) => name)
  return (host) =>
    host.name !== '' && named.get(host.name)?.length === 1 ? host.name : nameAndId(host.name, host.instanceId)
}

const hostEntry = ({ instanceId, verdicts }: HostReport, name: string): Entry => ({
  value: instanceId,
  name: `${verdicts.shell.padEnd(8)} a shell on ${name}`,
  ...(verdicts.shell === 'BLOCKED' && { disabled: 'see ssm-ready explain' }),
})

/** Those that hold every word that was typed. */
export function matching(entries: readonly Entry[], typed: string | undefined): Entry[] {
  const words = (typed ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
}

/**
 * The prompt takes Enter for what it showed before the last letters, where both come at once (pasted, or typed ahead).
 * @returns `undefined` where nothing that fits what was typed can be chosen
 */
function meantBy(value: string, offered: readonly Entry[]): Entry | undefined {
  const open = offered.filter(({ disabled }) => disabled === undefined)
  return open.find((entry) => entry.value === value) ?? open[0]
}

/**
 * Lets somebody choose on the terminal.
 * @throws UsageError when nothing is there; Interrupted by Ctrl-C and Ctrl-D
 */
export async function pickOne(
  report: Report,
  saved: readonly string[],
  { stdin, stderr }: Record<'stdin', NodeJS.ReadableStream> & Record<'stderr', NodeJS.WritableStream>,
): Promise<string> {
  const entries = entriesOf(report, saved)
  if (entries.length === 0) throw new UsageError('The audit found neither databases nor hosts.')
  // At Ctrl-D the prompt would wait for ever: it closes its input, and says nothing.
  const left = new AbortController()
  const leaveAt = (_: unknown, key: { ctrl?: boolean; name?: string } | undefined) => {
    if (key?.ctrl === true && key.name === 'd') left.abort()
  }
  stdin.on('keypress', leaveAt)
  let offered = entries
  const source = (typed: string | undefined) => {
    offered = matching(entries, typed)
    return offered
  }
  try {
    for (;;) {
      const context = { input: stdin, output: stderr, signal: left.signal }
      const value = await search({ message: 'Connect to', source, pageSize: 12 }, context)
      const meant = meantBy(value, offered)
      if (meant) return meant.value
    }
  } catch (cause) {
    throw new Interrupted('Nothing was chosen.', { cause })
  } finally {
    stdin.removeListener('keypress', leaveAt)
  }
}
