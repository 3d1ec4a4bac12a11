import { AllocateAddressCommand, AssociateAddressCommand, DescribeInstancesCommand } from '@aws-sdk/client-ec2'
import { DeleteDocumentCommand } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Plan } from '../../src/model/plan.js'
import { runCli } from '../support/cli.js'
import { auditByCli, useSim } from './support/audits.js'
import { awsCliAvailable, pasteInBash } from './support/pasted.js'
import { PREFERENCES, savePreferences } from './support/preferences.js'
import { freshSim, type Sim, simAvailable } from './support/sim.js'
import { Variants } from './support/variants.js'

describe.skipIf(!simAvailable || !awsCliAvailable)('the commands of the steps of a plan, pasted as they are', () => {
  let sim: Sim
  let restore: () => void

  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
  })
  afterAll(() => restore?.())
  beforeEach(() => sim.reset())

  interface Case {
    remedy: string
    account?: Record<string, unknown>
    make(aws: Variants, hostId: string): Promise<unknown>
  }

  const CASES: Record<string, Case> = {
    'a key, in preferences that keep all else': {
      remedy: 'set-session-preferences',
      make: ({ ssm }) => savePreferences(ssm, { kmsKeyId: '', shellProfile: { linux: "echo 'it''s'", windows: '' } }),
    },
    'a key, in preferences that were never saved': {
      remedy: 'set-session-preferences',
      make: ({ ssm }) => ssm.send(new DeleteDocumentCommand({ Name: PREFERENCES })),
    },
    'a jump host with its group, its role and its way to the databases': {
      remedy: 'launch-jump-host',
      account: { key_name: 'somebody' },
      make: async () => undefined,
    },
    'an Elastic IP address': {
      remedy: 'remove-public-address',
      async make({ ec2 }, InstanceId) {
        const { AllocationId } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }))
        await ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId }))
      },
    },
  }

  it.each(Object.entries(CASES))('%s', async (_, { remedy, account, make }) => {
    const ids = await sim.article(account)
    const aws = new Variants(sim, ids)
    await make(aws, ids.instanceId)
    const { stdout } = await runCli(['fix', 'plan', remedy, '--format', 'json'])
    const plan = JSON.parse(stdout) as Plan
    const inOrder = ordered(plan.steps)
    expect(inOrder.map((step) => step.remedy)).toContain(remedy)
    for (const { command } of inOrder) await pasteInBash(command.bash, sim)
    await connectAll(aws, sim)
    aws.destroy()
    const { findings } = (await auditByCli()).report
    const statuses = new Map(findings.map(({ checkId, subject, status }) => [`${checkId} ${subject.id}`, status]))
    const cleared = plan.steps.flatMap(({ clears }) => clears.map(({ checkId, subject }) => `${checkId} ${subject.id}`))
    expect(cleared.filter((key) => ['fail', 'warn'].includes(statuses.get(key) ?? ''))).toEqual([])
    // All that is left of it is for people, such as the old host.
    const again = JSON.parse((await runCli(['fix', 'plan', remedy, '--format', 'json'])).stdout) as Plan
    expect(again.steps).toEqual([])
  })
})

/** The agent of a new host comes up by itself. */
async function connectAll({ ec2 }: Variants, sim: Sim): Promise<void> {
  const Filters = [{ Name: 'tag:Name', Values: ['ssm-ready-jump-host'] }]
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }))
  for (const { InstanceId = '' } of Reservations.flatMap(({ Instances = [] }) => Instances))
    await sim.putAgent(InstanceId, {})
}

/** Each after those that it depends on. */
function ordered(steps: Plan['steps']): Plan['steps'] {
  const done = new Set<string>()
  const left = [...steps]
  while (left.length > 0) {
    const next = left.findIndex(({ dependsOn }) => dependsOn.every((id) => done.has(id)))
    const [step] = left.splice(Math.max(next, 0), 1)
    if (next < 0 || !step) throw new Error('steps wait for each other')
    done.add(step.id)
  }
  return [...done].flatMap((id) => steps.filter((step) => step.id === id))
}
