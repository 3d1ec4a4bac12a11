import { describe, expect, it } from 'vitest'
import { changeLine } from '../../src/publish/change-lines.js'

describe('changeLine', () => {
  it('names the place of what changed; in a report of several accounts, the account too', () => {
    const place = { accountId: '222233334444', vpcId: 'vpc-0a1', region: 'eu-west-1' }
    const change = { kind: 'host', id: 'i-0a1', name: 'jump', ...place } as const
    const states = { capability: 'shell', before: 'READY', after: 'BLOCKED' } as const
    expect(changeLine({ ...change, ...states })).toBe('host jump [i-0a1] (vpc-0a1, eu-west-1, shell): READY → BLOCKED')
    expect(changeLine(change, { accounts: true })).toBe(
      'host jump [i-0a1] (222233334444, vpc-0a1, eu-west-1): new → gone',
    )
  })
})
