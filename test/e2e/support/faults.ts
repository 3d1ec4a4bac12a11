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
  /** The same is then said of something else, which only now can be seen. */
  still?: boolean
}

/** A deviation that takes nothing away is a finding alone. */
const told = ({ problems, findings }: Report, [checkId, reason]: Fault['told']) =>
  [...problems, ...findings].filter((each) => each.checkId === checkId && each.reason === reason)

/** One fault after another in one account, which each command leaves as it was before the fault. */
export class Faults {
  /** What was said last, when nothing has changed since. */
  #last: Report | undefined

  constructor(private readonly sim: Sim) {}

  /** Makes the fault, pastes the command that the audit prints for it, and audits again: all is as before. */
  async clearsItsProblem({ left = [], still = false, ...fault }: Fault): Promise<void> {
    const before = this.#last ?? (await auditByCli()).report
    this.#last = undefined
    await fault.make()
    const broken = (await auditByCli()).report
    const [problem] = told(broken, fault.told)
    expect(problem, flips(before, broken).join('\n')).toBeDefined()
    const bash = problem?.remedy?.command?.bash ?? ''
    expect(bash).toMatch(/^aws /)
    await pasteInBash(bash, this.sim, fault.values?.())
    await fault.afterwards?.()
    const after = (await auditByCli()).report
    expect({ left: flips(before, after), bash }).toEqual({ left, bash })
    if (!still) expect(told(after, fault.told)).toEqual([])
    this.#last = after
  }
}
