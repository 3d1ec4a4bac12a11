import { describe, expect, it } from 'vitest'
import { auditFault } from '../../../src/app/accounts/audit-fault.js'

describe('the gap of an account whose audit ended in a fault', () => {
  it('says what ended it, where, and what to do', () => {
    const fault = auditFault(new TypeError('x is no function'), 'judging', {
      accountId: '222233334444',
      profile: 'orders',
    })
    expect(fault).toMatchObject({ outcome: 'error', api: 'ssm-ready:Audit' })
    expect(fault.message).toContain('judging account 222233334444')
    expect(fault.message).toContain('TypeError: x is no function')
    expect(fault.message).toContain('ssm-ready audit --profile orders --verbose')
    expect(auditFault('no error', 'reading', { accountId: '1' }).message).toContain(
      'Run ssm-ready audit --verbose there',
    )
  })
})
