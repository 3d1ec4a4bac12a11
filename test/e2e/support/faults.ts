import { expect } from 'vitest'
import type { Report } from '../../../src/model/report.js'
import { auditByCli, flips } from './audits.js'
import { pasteInBash } from './pasted.js'
import type { Sim } from './sim.js'

/** Something wrong in an account that a printed command puts right. */
export interface Fault {
  /** The check that tells it, and its reason. */
  told: [checkId: string, reason: string]
  make: () => Promise<unknown>
  /** For the placeholders of its command. */
  values?: () => Record<string, string>
  /** What is to happen in the account after the command. */
  afterwards?: () => Promise<unknown>
  /** What is said differently afterwards than before the fault. */
  left?: string[]
}

/** A deviation that takes nothing away is a finding alone. */
const told = ({ problems, findings }: Report, [checkId, reason]: Fault['told']) =>
  [...problems, ...findings].filter((each) => each.checkId === checkId && each.reason === reason)

/** Makes the fault, pastes the command that the audit prints for it, and audits again: all is as before. */
export async function clearsItsProblem({ left = [], ...fault }: Fault, sim: Sim): Promise<void> {
  const before = (await auditByCli()).report
  await fault.make()
  const broken = (await auditByCli()).report
  const [problem] = told(broken, fault.told)
  expect(problem, flips(before, broken).join('\n')).toBeDefined()
  const bash = problem?.remedy?.command?.bash ?? ''
  expect(bash).toMatch(/^aws /)
  await pasteInBash(bash, sim, fault.values?.())
  await fault.afterwards?.()
  const after = (await auditByCli()).report
  expect({ left: flips(before, after), bash }).toEqual({ left, bash })
  expect(told(after, fault.told)).toEqual([])
}
