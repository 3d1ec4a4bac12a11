import type { DatabaseReport, TunnelReport } from '../../model/report.js'
import type { ShellCommand } from '../../model/shell-command.js'
import type { ReportIndex } from '../report-index.js'
import { nameAndId } from '../words.js'
import { codeBlock, plain } from './syntax.js'
import { vpcName } from './vpc-name.js'

/** The best way to every database that has one, and a shell on every host that gives one. */
export function connections(index: ReportIndex): string[] {
  const sections = index.vpcs.flatMap((vpc) => {
    const databases = index.databasesOf(vpc.vpcId).flatMap((database) => {
      const [tunnel] = index.tunnelsTo(database)
      return tunnel?.commands.startSession ? connection(database, tunnel, index) : []
    })
    const shells = index.hostsOf(vpc.vpcId).flatMap((host) => {
      const { shell } = host.commands
      return shell
        ? ['', `**Shell on ${plain(nameAndId(host.name, host.instanceId))}**`, '', ...codeBlock(shell.bash)]
        : []
    })
    const all = [...databases, ...shells]
    return all.length === 0 ? [] : ['', `### ${vpcName(vpc)}${plain(index.inAccount(vpc.accountId))}`, ...all]
  })
  return sections.length === 0 ? [] : ['', '## Connect', ...sections, ...goodToKnow(index)]
}

/** Once for all: most clients share what is to be known of them. */
function goodToKnow(index: ReportIndex): string[] {
  const best = index.vpcs.flatMap((vpc) => index.databasesOf(vpc.vpcId).map((database) => index.tunnelsTo(database)[0]))
  const notes = new Set(best.flatMap((tunnel) => tunnel?.commands.client?.[0]?.notes ?? []))
  return notes.size === 0 ? [] : ['', '### Good to know', '', ...[...notes].map((note) => `- ${plain(note)}`)]
}

/** A block of its own for every command, so that each can be copied. */
function step(title: string, command: ShellCommand | undefined): string[] {
  if (command === undefined) return []
  return [...(title === '' ? [] : ['', title, '']), ...codeBlock(command.bash)]
}

function connection(database: DatabaseReport, tunnel: TunnelReport, index: ReportIndex): string[] {
  const { startSession, startReaderSession, client = [] } = tunnel.commands
  const [first] = client
  const host = nameAndId(index.host(tunnel.hostId)?.name, tunnel.hostId)
  return [
    '',
    `**${plain(database.databaseId)}** (${plain(database.engine)}, ${plain(database.status)}) through ${plain(host)}`,
    '',
    ...step('', startSession),
    ...step('Reader:', startReaderSession),
    ...step(`Before the client, ${first?.before?.what}:`, first?.before),
    ...step('In another terminal, the token that is the password:', first?.token),
    ...step(first?.token ? 'Then:' : 'In another terminal:', first),
  ]
}
