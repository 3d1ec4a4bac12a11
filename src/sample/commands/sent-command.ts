import type { CommandInvocationStatus } from '@aws-sdk/client-ssm'
import type { Invocation, SentCommand } from '../account.js'

export interface InvocationState {
  status: CommandInvocationStatus
  details: string
  /** -1: not ended, or never begun. */
  responseCode: number
  output: string
  errors: string
}

const open = (status: 'Pending' | 'InProgress'): InvocationState => ({
  status,
  details: status,
  responseCode: -1,
  output: '',
  errors: '',
})

/** How an invocation stands at a moment. */
export function stateAt({ startsAt, endsAt, ending }: Invocation, now: number): InvocationState {
  if (now >= endsAt) return ending
  return open(startsAt === undefined || now < startsAt ? 'Pending' : 'InProgress')
}

/** Status and counts of the whole command at a moment. `MaxErrors` decides between Failed and Incomplete. */
export function commandAt({ invocations, request }: SentCommand, now: number) {
  const states = invocations.map((invocation) => stateAt(invocation, now))
  const ended = invocations.filter((invocation) => now >= invocation.endsAt).length
  const errors = states.filter((s) => s.status === 'Failed' || s.status === 'TimedOut').length
  const common = { targets: invocations.length, completed: ended, errors }
  if (ended < invocations.length) {
    const begun = invocations.some((i) => i.startsAt !== undefined && now >= i.startsAt)
    const status = begun ? ('InProgress' as const) : ('Pending' as const)
    return { ...common, status, details: status }
  }
  if (states.every((s) => s.status === 'Success')) return { ...common, status: 'Success' as const, details: 'Success' }
  const tolerated = errors <= amount(request.MaxErrors ?? '0', invocations.length)
  return { ...common, status: 'Failed' as const, details: tolerated ? 'Incomplete' : 'Failed' }
}

/** A number, or a share of the whole (`10%`). */
export function amount(text: string, whole: number): number {
  return text.endsWith('%') ? Math.floor((whole * Number(text.slice(0, -1))) / 100) : Number(text)
}
