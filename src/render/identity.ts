import { createHash } from 'node:crypto'
import type { Finding } from '../model/finding.js'
import { subjectKey } from '../model/subject-key.js'

/** The same for every audit that finds the same check on the same subject, whatever it says this time. */
export function findingKey({ checkId, subject }: Finding): string {
  return [subject.accountId, checkId, subjectKey(subject)].join('/')
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
