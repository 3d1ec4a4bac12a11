import { describe, expect, it } from 'vitest'
import { answerOf, loadCases } from './support.js'

const tables = loadCases()

it('is a table of at least 200 cases', () => {
  expect(tables.flatMap(({ cases }) => cases).length).toBeGreaterThanOrEqual(200)
})

describe.each(tables)('$topic', ({ cases }) => {
  it.each(cases)('$rule: $name', (policyCase) => {
    expect(answerOf(policyCase).decision).toBe(policyCase.expect)
  })
})
