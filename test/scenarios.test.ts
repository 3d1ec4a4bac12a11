import { describe, expect, it } from 'vitest'
import { CHECKS } from '../src/checks/index.js'
import { differences, loadScenarios } from './support/scenario.js'

describe.each(loadScenarios())('$check', ({ check: id, cases }) => {
  const check = CHECKS.find((candidate) => candidate.id === id)

  it.each(cases)('$name', (scenarioCase) => {
    if (!check) throw new Error(`no check ${id}`)
    expect(differences(check, scenarioCase)).toEqual([])
  })
})
