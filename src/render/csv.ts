import type { Finding } from '../model/finding.js'
import type { Report } from '../model/report.js'
import { blockingHop } from './hops.js'
import { printableReport } from './printable.js'
import type { RenderOptions } from './types.js'

/**
 * One row per finding, as RFC 4180 has it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function render(report: Report, _options: RenderOptions): string {
  const { findings } = printableReport(report)
  const rows = findings.map((finding) => Object.values(COLUMNS).map((column) => column(finding)))
  return csvOf([Object.keys(COLUMNS), ...rows])
}

/** Rows as text; what a spreadsheet would take for a formula is made inert. */
export const csvOf = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')

const COLUMNS: Record<string, (finding: Finding) => string> = {
  account: ({ subject }) => subject.accountId,
  region: ({ subject }) => subject.region,
  vpc: ({ subject }) => subject.vpcId ?? '',
  subjectKind: ({ subject }) => subject.kind,
  databaseKind: ({ subject }) => subject.databaseKind ?? '',
  subject: ({ subject }) => subject.id,
  subjectName: ({ subject }) => subject.name ?? '',
  check: ({ checkId }) => checkId,
  status: ({ status }) => status,
  reason: ({ reason }) => reason,
  blocks: ({ blocks }) => blocks.join(' '),
  posture: ({ posture }) => String(posture),
  message: ({ message }) => message,
  blockingHop: (finding) => blockingHop(finding)?.at ?? '',
  remedy: ({ remedy }) => remedy?.text ?? '',
  remedyCommand: ({ remedy }) => remedy?.command?.bash ?? '',
  accepted: ({ accepted }) => accepted?.reason ?? '',
  acceptedUntil: ({ accepted }) => accepted?.until ?? '',
  doc: ({ doc }) => doc,
}

/** A spreadsheet takes a cell that starts so for a formula. Full-width forms count: some programs fold them. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠␉␍␊]/

function cell(value: string): string {
  const inert = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}
