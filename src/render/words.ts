import type { HopOutcome, Problem, ProblemLevel, Status, Subject, VpcVerdict } from '../model/finding.js'
import type { Report } from '../model/report.js'
import type { Proof } from '../model/snapshot-probes.js'

/** A symbol beside each word, so that colour alone means nothing. */
export const SIGNAL: Record<VpcVerdict, string> = {
  READY: '✔',
  DEGRADED: '⚠',
  BLOCKED: '✖',
  UNKNOWN: '?',
  NOT_APPLICABLE: '–',
}

export const STATUS_SIGNAL: Record<Status, string> = { pass: '✔', warn: '⚠', fail: '✖', unknown: '?', skip: '–' }

export const HOP_SIGNAL: Record<HopOutcome, string> = { pass: '✔', warn: '⚠', fail: '✖', unknown: '?' }

export const LEVEL_STATUS: Record<ProblemLevel, Status> = {
  blocked: 'fail',
  degraded: 'warn',
  unknown: 'unknown',
  deviating: 'warn',
}

/** Worst first: what needs a reader's eye. */
export const VERDICT_ORDER: readonly VpcVerdict[] = ['BLOCKED', 'UNKNOWN', 'DEGRADED', 'READY', 'NOT_APPLICABLE']

export const STATUS_ORDER: readonly Status[] = ['fail', 'unknown', 'warn', 'pass', 'skip']

/** `NOT_APPLICABLE` → `NOT APPLICABLE`. */
export function verdictWord(verdict: VpcVerdict): string {
  return verdict.replace('_', ' ')
}

/** Of a report on a redacted snapshot, before its first command. */
export const redactedText = ({ redacted }: Pick<Report, 'redacted'>): string[] =>
  redacted
    ? ['Redacted snapshot: names, ids and addresses are replaced. Commands are as they would look and cannot run.']
    : []

/** `1 host`, `2 hosts`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`
}

/** `prod (vpc-0a1)`, or the id alone where there is no name. */
export function nameAndId(name: string | undefined, id: string): string {
  return name === undefined || name === '' || name === id ? id : `${name} (${id})`
}

/** As {@link nameAndId}; of a database or tunnel with its kind, since several kinds may share a name: `orders (proxy)`. */
export function subjectName({ name, id, databaseKind }: Subject): string {
  return databaseKind === undefined ? nameAndId(name, id) : `${nameAndId(name, id)} (${databaseKind})`
}

/** Where a problem lies that is not of one VPC: with an operator, or in a region. */
export function placeOf({ subjects: [first], region }: Problem): string {
  return first?.kind === 'caller' ? first.id : region
}

/** `2026-11-24 06:00 UTC` */
export function minute(iso: string): string {
  return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/, '$1 $2 UTC')
}

/** `proven 2026-11-24 06:00 UTC: MySQL 8.0.36 in 46 ms`: seen to work, and not judged from configuration alone. */
export const provenText = ({ at, server = 'it', latencyMs }: Proof): string =>
  `proven ${minute(at)}: ${server} in ${latencyMs} ms`

/** Where neither databases nor jump hosts were found: how a host comes to be one. */
export function nothingFound({ databases, hosts }: Pick<Report, 'databases' | 'hosts'>): string[] {
  if (databases.length > 0 || hosts.length > 0) return []
  return [
    'Nothing found to connect to: no databases and no jump hosts. Where the config does not say which they are, jump hosts have the tag ssm-ready:role=jump-host, or jump or bastion in their Name.',
  ]
}
