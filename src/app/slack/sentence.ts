import { hasCode } from '../../aws/errors.js'
import { FunctionFailed } from '../../aws/invoke.js'
import { isExpected } from '../expected-error.js'

/** Errors of a function whose words are for the one who asks. */
const OURS = new Set(['UsageError', 'CredentialsError', 'RegionError'])

/** Whether what a function was asked to do has ended: then it may be asked again. */
export const hasEnded = (error: unknown): boolean => error instanceof FunctionFailed || isBusy(error)

const isBusy = (error: unknown) => hasCode(error, ['TooManyRequestsException'])

/** What went wrong, in one sentence for the one who asked in Slack. */
export function sentenceOf(error: unknown, what: 'audit' | 'remediation'): string {
  if (isExpected(error)) return oneLine(error.message)
  if (error instanceof FunctionFailed && OURS.has(error.errorType)) return oneLine(error.message)
  if (isBusy(error)) return `The ${what} is at work for somebody else: try again in a few minutes.`
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError'))
    return `The ${what} takes longer than Slack waits for an answer: the published reports have it.`
  const why = error instanceof Error ? error.message || error.name : String(error)
  return `The ${what} failed, of which its log tells more: ${oneLine(why.replace(REQUEST_ID, ''))}`
}

/** What Lambda puts before its own words. */
const REQUEST_ID = /^RequestId: \S+ (Error: )?/

const MOST = 600

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().slice(0, MOST)
  return /[.!?]$/.test(line) ? line : `${line}.`
}
