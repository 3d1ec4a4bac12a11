import type { DatabaseReport, HostReport, TunnelReport } from '../../model/report.js'
import type { ReportIndex } from '../report-index.js'
import { nameAndId, VERDICT_ORDER } from '../words.js'
import { hanging } from './layout.js'
import type { Style } from './style.js'

const MOST = 12

/** The commands that work now: for every database the best tunnel and its client's next step, for every VPC a shell. */
export function commandSection(index: ReportIndex, style: Style): string[] {
  const bestFirst = index.vpcs.toSorted((a, b) => VERDICT_ORDER.indexOf(b.verdict) - VERDICT_ORDER.indexOf(a.verdict))
  const ways = bestFirst.flatMap((vpc): Way[] => {
    const tunnels = index.databasesOf(vpc.vpcId).flatMap((database): Way[] => {
      const [tunnel] = index.tunnelsTo(database)
      return tunnel?.commands.startSession ? [tunnelWay(database, tunnel, index, style)] : []
    })
    const host = index.hostsOf(vpc.vpcId).find((h) => h.commands.shell)
    return host ? [...tunnels, { lines: shellLines(host, index, style), notes: [] }] : tunnels
  })
  if (ways.length === 0) return []
  const shown = style.all ? ways : ways.slice(0, MOST)
  const left = ways.length - shown.length
  const notes = new Set(shown.flatMap((way) => way.notes))
  return [
    '',
    `${style.symbol('pass')} ${style.bold('Commands')}`,
    ...shown.flatMap((way) => way.lines),
    ...(left > 0 ? [style.dim(`  ${style.ellipsis} and ${left} more: --all lists them`)] : []),
    ...[...notes].flatMap((note) => hanging('  * ', note, style.columns).map(style.dim)),
  ]
}

interface Way {
  lines: string[]
  notes: readonly string[]
}

/** Each command on one line, so that it can be copied. */
function tunnelWay(database: DatabaseReport, tunnel: TunnelReport, index: ReportIndex, style: Style): Way {
  const { startSession, startReaderSession, client = [] } = tunnel.commands
  const [first] = client
  const host = nameAndId(index.host(tunnel.hostId)?.name, tunnel.hostId)
  const lines = [
    `  ${style.bold(database.databaseId)}  ${style.dim(`through ${host}, local port ${tunnel.localPort}${index.inAccount(tunnel.accountId)}`)}`,
    ...(startSession ? [`    ${startSession[style.shell]}`] : []),
    ...(startReaderSession ? [style.dim('    reader:'), `    ${startReaderSession[style.shell]}`] : []),
    ...(first?.before ? [style.dim(`    ${first.before.what}:`), `    ${first.before[style.shell]}`] : []),
    ...(first?.token ? [style.dim('    token, as the password:'), `    ${first.token[style.shell]}`] : []),
    ...(first ? [style.dim(`    then ${first.client}:`), `    ${first[style.shell]}`] : []),
  ]
  return { lines, notes: first?.notes ?? [] }
}

function shellLines(host: HostReport, index: ReportIndex, style: Style): string[] {
  const shell = host.commands.shell
  if (!shell) return []
  return [
    `  ${style.bold('shell')}  ${style.dim(`${nameAndId(host.name, host.instanceId)}${index.inAccount(host.accountId)}`)}`,
    `    ${shell[style.shell]}`,
  ]
}
