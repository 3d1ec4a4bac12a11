import { type ContextEntry, IAMClient, SimulateCustomPolicyCommand } from '@aws-sdk/client-iam'
import { beforeAll, describe, expect, it } from 'vitest'
import { answerOf, loadCases, type PolicyCase, PRINCIPAL } from '../iam/support.js'
import { CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'

const DECISIONS = { allowed: 'allowed', explicitDeny: 'explicit-deny', implicitDeny: 'implicit-deny' } as const
const EMPTY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'none:none', Resource: '*' }],
})

describe.skipIf(!simAvailable)('local evaluation and the policy simulator agree', () => {
  let sim: Sim
  let client: IAMClient
  beforeAll(async () => {
    sim = await freshSim()
    client = new IAMClient({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS })
  })

  const askSimulator = async ({ policies, boundary, resourcePolicy, request }: PolicyCase) => {
    const { EvaluationResults } = await client.send(
      new SimulateCustomPolicyCommand({
        PolicyInputList: policies.length > 0 ? policies.map((policy) => JSON.stringify(policy)) : [EMPTY],
        ...(boundary !== undefined && { PermissionsBoundaryPolicyInputList: [JSON.stringify(boundary)] }),
        ...(resourcePolicy !== undefined && { ResourcePolicy: JSON.stringify(resourcePolicy), CallerArn: PRINCIPAL }),
        ActionNames: [request.action],
        ResourceArns: [request.resource],
        ContextEntries: contextEntries(request.context),
      }),
    )
    const [result] = EvaluationResults ?? []
    const [specific] = result?.ResourceSpecificResults ?? []
    const decision = specific?.EvalResourceDecision ?? result?.EvalDecision
    if (decision === undefined) throw new Error('no decision')
    return { decision: DECISIONS[decision], missing: (specific ?? result)?.MissingContextValues ?? [] }
  }

  const tables = loadCases().map(({ topic, cases }) => ({
    topic,
    cases: cases.filter((c) => c.simulator === undefined),
  }))

  it('on most of the table', () => {
    expect(tables.flatMap(({ cases }) => cases).length).toBeGreaterThanOrEqual(200)
  })

  describe.each(tables.filter(({ cases }) => cases.length > 0))('$topic', ({ cases }) => {
    it.each(cases)('$rule: $name', async (policyCase) => {
      const simulated = await askSimulator(policyCase)
      const local = answerOf(policyCase).decision
      // A key that the simulator was not given makes its decision a conditional one.
      if (local === 'unknown') expect(simulated.missing).not.toEqual([])
      else expect(simulated.decision).toBe(local)
    })
  })
})

function contextEntries(context: Record<string, string[]>): ContextEntry[] {
  return Object.entries(context).map(([ContextKeyName, ContextKeyValues]) => ({
    ContextKeyName,
    ContextKeyType: ContextKeyValues.length > 1 ? 'stringList' : 'string',
    ContextKeyValues,
  }))
}
