import { describe, expect, it } from 'vitest'
import { planRemediation } from '../../src/app/remediate/plan.js'
import type { SampleAccount } from '../../src/sample/account.js'
import { articleAccount } from '../../src/sample/accounts/article.js'
import { withoutEndpoints } from './support/faults.js'
import { fixWorld, theRegion } from './support/fix-world.js'

const OLD = '3.0.1124.0'

/** The article's account with agents that need ec2messages, to which there is no way. */
function oldAgents(): SampleAccount {
  const account = withoutEndpoints(articleAccount(), ['ec2messages'])
  const { nodes } = theRegion(account)
  for (const [id, node] of nodes) nodes.set(id, { ...node, information: { ...node.information, AgentVersion: OLD } })
  return account
}

describe('update-agent where no command arrives', () => {
  const plan = (remedies: string[]) => planRemediation({ remedies }, fixWorld(oldAgents()))

  it('is refused alone, with what is in the way', async () => {
    const { steps, refused, predicted } = await plan(['update-agent'])
    expect(steps).toEqual([])
    expect(refused.map(({ remedy, reason }) => `${remedy} ${reason}`)).toEqual([
      'update-agent run-command-blocked',
      'update-agent run-command-blocked',
    ])
    expect(refused[0]?.message).toContain('before path-ec2messages is mended')
    expect(predicted.tunnels).toEqual([])
  })

  it.each([[[]], [['create-endpoint', 'update-agent']]])(
    'comes after what lets commands through: %j',
    async (named) => {
      const { steps, refused } = await plan(named)
      expect(refused.filter(({ remedy }) => remedy === 'update-agent')).toEqual([])
      const updates = steps.filter(({ remedy }) => remedy === 'update-agent')
      expect(updates).toHaveLength(2)
      const dns = steps.find(({ id }) => id.includes('ec2messages:private-dns'))
      expect(dns).toBeDefined()
      for (const { dependsOn } of updates) expect(dependsOn).toContain(dns?.id)
    },
  )
})
