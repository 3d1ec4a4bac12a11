import { VERDICTS } from '../../model/finding.js'
import type { HostReport, Report } from '../../model/report.js'
import { type Cause, headlineFor } from '../causes.js'
import type { ReportIndex } from '../report-index.js'
import { minute } from '../words.js'
import { column, GLUE, hanging, shorten } from './layout.js'
import type { Style } from './style.js'

const MOST_LINES = 12
const NAME_COLUMNS = 30
const MARK_COLUMNS = 4

/** Where there are no databases: on which hosts a shell can be opened and with what; the others with what is in the way. */
export function hostSection(
  { databases, hosts, generatedAt }: Pick<Report, 'databases' | 'hosts' | 'generatedAt'>,
  causes: readonly Cause[],
  index: ReportIndex,
  style: Style,
): string[] {
  if (databases.length > 0 || hosts.length === 0) return []
  const sorted = VERDICTS.flatMap((verdict) => hosts.filter((host) => host.verdicts.shell === verdict))
  const shown = style.all ? sorted : sorted.slice(0, MOST_LINES)
  const names = column(shown.map(({ name, instanceId }) => shorten(name || instanceId, NAME_COLUMNS, style.ellipsis)))
  const counts = VERDICTS.flatMap((verdict) => {
    const number = hosts.filter((host) => host.verdicts.shell === verdict).length
    return number === 0 ? [] : [`${style.verdictSymbol(verdict)}${GLUE}${number}${GLUE}${verdict.toLowerCase()}`]
  })
  const title = [style.bold('Shells'), counts.join(style.dot), style.dim(`judged ${minute(generatedAt)}`)]
  const left = sorted.length - shown.length
  return [
    '',
    ...hanging('', title.join('   '), style.columns),
    ...shown.map((host, i) => hostLine(host, names[i] ?? '', { causes, index, style })),
    ...(left > 0 ? [style.dim(`  ${style.ellipsis} and ${left} more: --all lists them`)] : []),
  ]
}

function hostLine(
  host: HostReport,
  name: string,
  { causes, index, style }: { causes: readonly Cause[]; index: ReportIndex; style: Style },
): string {
  const { instanceId, region, verdicts } = host
  const account = index.several ? `  ${index.accountName(host.accountId)}` : ''
  const first = `  ${style.verdictSymbol(verdicts.shell)} ${style.bold(name)}${account}`
  if (verdicts.shell === 'READY' || verdicts.shell === 'DEGRADED')
    return `${first}  ${style.connect([instanceId], region, index.profileOf(host.accountId))}`
  const cause = causes.find(({ problem }) => problem.subjects.some(({ id }) => id === instanceId || id === host.vpcId))
  const columns = style.columns - name.length - account.length - MARK_COLUMNS - 2
  if (cause === undefined) return first
  return `${first}  ${shorten(`[${cause.number}] ${headlineFor(cause, host, index)}`, columns, style.ellipsis)}`
}
