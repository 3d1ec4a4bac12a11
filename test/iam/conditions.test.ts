import { describe, expect, it } from 'vitest'
import { conditionHolds } from '../../src/iam/conditions.js'
import type { Context } from '../../src/iam/context.js'

type Given = Context[string]

const holds = (operator: string, wanted: string | string[], given: Given | undefined, more: Context = {}) =>
  conditionHolds(
    { operator, key: 'aws:TheKey', values: [wanted].flat() },
    { ...(given !== undefined && { 'aws:thekey': given }), ...more },
    true,
  )

const VARIABLE = '$' + '{aws:username}'

describe('operators at their limits', () => {
  it.each<[string, string, string, string]>([
    ['NumericLessThanEquals', '5', '5', 'yes'],
    ['NumericLessThanEquals', '5', '6', 'no'],
    ['NumericGreaterThanEquals', '5', '5', 'yes'],
    ['NumericGreaterThanEquals', '5', '4', 'no'],
    ['NumericEquals', '0', ' ', 'unknown'],
    ['NumericEquals', '0', '', 'unknown'],
    ['DateEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', 'no'],
    ['DateEquals', '2026-01-01T00:00:00Z', '1767225600', 'yes'],
    ['DateEquals', '1767225600.25', '2026-01-01T00:00:00.250Z', 'yes'],
    ['DateLessThan', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 'no'],
    ['DateLessThanEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', 'no'],
    ['DateLessThanEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 'yes'],
    ['DateGreaterThan', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 'no'],
    ['DateGreaterThanEquals', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z', 'no'],
    ['DateGreaterThanEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 'yes'],
    ['BinaryEquals', 'QmFzZTY0', 'QmFzZTY0', 'yes'],
    ['BinaryEquals', 'QmFzZTY0', 'qmfzzty0', 'no'],
    ['StringEqualsIgnoreCase', 'A*', 'ab', 'no'],
    ['StringEqualsIgnoreCase', 'A*', 'a*', 'yes'],
    ['IpAddress', '10.0.0.0/24', '10.0.0.0/16', 'no'],
    ['IpAddress', '10.0.0.0/16', '10.0.1.0/24', 'yes'],
    ['IpAddress', '2001:db8::/32', '2001:db8::1', 'yes'],
    ['IpAddress', '10.0.0.1', '10.0.0.2', 'no'],
    ['IpAddress', '0.0.0.0/0', '2001:db8::1', 'no'],
    ['IpAddress', 'somewhere', '10.0.0.1', 'unknown'],
    ['NotIpAddress', '10.0.0.0/24', '10.0.1.1', 'yes'],
    [':StringEquals', 'a', 'a', 'yes'],
    ['Sometimes:StringEquals', 'a', 'a', 'unknown'],
    ['StringAlike', 'a', 'a', 'unknown'],
  ])('%s %j, given %j: %s', (operator, wanted, given, expected) => {
    expect(holds(operator, wanted, [given])).toBe(expected)
  })
})

describe('variables in what is wanted', () => {
  const known = { 'aws:username': ['ada'] }
  it.each<[string, string, Context, string]>([
    ['StringEquals', 'ada', known, 'yes'],
    ['StringEquals', 'bob', known, 'no'],
    ['StringEquals', 'ada', {}, 'unknown'],
    ['StringEquals', 'ada', { 'aws:username': [] }, 'no'],
    ['StringEqualsIgnoreCase', 'ADA', known, 'yes'],
    ['StringEqualsIgnoreCase', 'ADA', {}, 'unknown'],
    ['StringEqualsIgnoreCase', 'ADA', { 'aws:username': [] }, 'no'],
  ])('%s, given %j, where it is %j: %s', (operator, given, more, expected) => {
    expect(holds(operator, VARIABLE, [given], more)).toBe(expected)
  })

  it('whose value is not known may be what is given, and is not what begins otherwise', () => {
    expect(holds('StringEquals', `x-${VARIABLE}`, ['y-ada'])).toBe('no')
    expect(holds('StringEquals', `x-${VARIABLE}`, ['x-ada'])).toBe('unknown')
  })
})

describe('a key of which not all is known', () => {
  it.each<[string, string | string[], Given | undefined, string]>([
    ['StringLike', '*', 'present', 'yes'],
    ['ForAnyValue:StringLike', '*', 'present', 'yes'],
    ['ForAllValues:StringLike', '*', 'present', 'unknown'],
    ['StringLike', 'a*', 'present', 'unknown'],
    ['StringEquals', '*', 'present', 'unknown'],
    ['StringNotLike', '*', 'present', 'unknown'],
    ['Null', 'true', 'present', 'no'],
    ['Null', 'false', 'present', 'yes'],
    ['Null', ['true', 'false'], [], 'yes'],
    ['Null', 'true', ['x'], 'no'],
    ['Null', 'true', undefined, 'unknown'],
    ['StringEquals', 'a', undefined, 'unknown'],
    ['StringEquals', 'a', { oneOf: [['a'], ['a', 'b']] }, 'yes'],
    ['StringEquals', 'a', { oneOf: [['a'], ['b']] }, 'unknown'],
    ['StringEquals', 'a', { oneOf: [['b'], ['c']] }, 'no'],
    ['StringEquals', 'a', { oneOf: [] }, 'unknown'],
    ['StringNotEquals', 'a', [], 'yes'],
    ['ForAnyValue:StringNotEquals', 'a', [], 'no'],
    ['ForAllValues:StringNotEquals', 'a', [], 'yes'],
    ['StringEquals', 'a', [], 'no'],
    ['StringEqualsIfExists', 'a', [], 'yes'],
    ['StringNotEquals', 'a', ['a', 'b'], 'no'],
    ['ForAnyValue:StringNotEquals', 'a', ['a', 'b'], 'yes'],
    ['ForAllValues:StringEquals', 'a', ['a', 'b'], 'no'],
  ])('%s %j, given %j: %s', (operator, wanted, given, expected) => {
    expect(holds(operator, wanted, given)).toBe(expected)
  })
})
