import { describe, expect, it } from 'vitest'
import { masked } from '../../src/model/masked.js'

const TOKEN = 'AAEAAbase64/+='.repeat(12)
const SIGNATURE = 'f00dcafe'.repeat(8)

describe('what is shown of an error', () => {
  it.each([
    [`Unexpected token: {"TokenValue":"${TOKEN}"}`, 'Unexpected token: {"TokenValue":"…"}'],
    [
      `orders.rds:5432/?Action=connect&X-Amz-Credential=AKIA1%2F2026&X-Amz-Security-Token=IQoJ%2Fx&X-Amz-Signature=${SIGNATURE} refused`,
      'orders.rds:5432/?Action=connect&X-Amz-Credential=…&X-Amz-Security-Token=…&X-Amz-Signature=… refused',
    ],
    ['the key AKIAIOSFODNN7EXAMPLE and the session ASIAIOSFODNN7EXAMPLE', 'the key AKIA… and the session ASIA…'],
    ['i-0123456789abcdef0 is not connected', 'i-0123456789abcdef0 is not connected'],
  ])('%s', (text, shown) => {
    expect(masked(text)).toBe(shown)
  })
})
