import { expect, it } from 'vitest'
import { checkDocs } from '../scripts/check-docs.js'
import { CHECKS } from '../src/checks/index.js'
import { loadScenarios } from './support/scenario.js'

it('docs/checks.md is what the checks say of themselves (npm run docs writes it)', async () => {
  const scenarios = loadScenarios().map(({ scenario }) => scenario)
  await expect(checkDocs(CHECKS, scenarios)).toMatchFileSnapshot('../docs/checks.md')
})
