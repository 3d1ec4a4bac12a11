import { expect, it } from 'vitest'
import { applyPlan } from '../../src/app/remediate/apply.js'
import { planRemediation } from '../../src/app/remediate/plan.js'
import { revertPlan } from '../../src/app/remediate/revert.js'
import { articleAccount } from '../../src/sample/accounts/article.js'
import { fixWorld } from './support/fix-world.js'

it('a rule that somebody else has added in place of the own one is not revoked', async () => {
  const account = articleAccount()
  const [region] = account.regions.values()
  for (const group of region?.securityGroups ?? []) group.IpPermissions = []
  const world = fixWorld(account)
  const { planId, steps } = await planRemediation({ remedies: ['allow-database-ingress'] }, world)
  await applyPlan({ planId, approve: ['all'] }, world)
  // Somebody revokes them and adds the same rules, which bear no tag.
  for (const rule of region?.securityGroupRules ?? []) rule.Tags = []
  const { steps: left, outcome } = await revertPlan({ planId }, world)
  expect(steps.length).toBeGreaterThan(0)
  expect(left.map(({ state, message }) => [state, /it stays/.test(message)])).toEqual(steps.map(() => ['failed', true]))
  expect(outcome).toBe('failed')
})
