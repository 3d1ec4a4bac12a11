import { createHash } from 'node:crypto'
import type { Finding } from '../model/finding.js'

/** The same for every audit that finds the same check on the same subject, whatever it says this time. */
export function findingKey({ checkId, subject }: Finding): string {
  return [subject.accountId, subject.region, checkId, subject.kind, subject.id].join('/')
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
