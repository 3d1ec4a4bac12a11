import { describe, expect, it } from 'vitest'
import { diagnoseHosts } from '../../src/app/probe/diagnose.js'
import { openSampleAccount } from '../../src/app/sample-account.js'
import { auditOf, reportOf } from '../report/support.js'

const REPORT = reportOf(auditOf())
const [HOST] = REPORT.hosts
if (!HOST) throw new Error('the reference account has a host')

const NAMED = ['i-1', 'i-2', 'i-3'].map((instanceId) => ({ ...HOST, instanceId }))

/** Asks three hosts of which one may not be sent commands to. */
async function diagnosed(refused: readonly string[]) {
  const asked: string[] = []
  const account = await openSampleAccount('article', [])
  const ssm = account.clients.ssm('eu-west-1')
  ssm.middlewareStack.add(
    () =>
      async ({ input }) => {
        const [id] = Reflect.get(input, 'InstanceIds') ?? [Reflect.get(input, 'InstanceId')]
        if (Reflect.has(input, 'InstanceIds')) asked.push(id)
        if (refused.includes(id))
          throw Object.assign(new Error(`not authorized for ${id}`), { name: 'AccessDeniedException' })
        const output = { Command: { CommandId: 'c' }, Status: 'Success', ResponseCode: 0, $metadata: {} }
        return { output, response: undefined }
      },
    { step: 'initialize', priority: 'high' },
  )
  const found = await diagnoseHosts(
    { ...REPORT, hosts: NAMED },
    new Map(NAMED.map(({ instanceId }) => [instanceId, 'Linux' as const])),
    {
      account: { ...account, clients: { ...account.clients, ssm: () => ssm }, sleep: async () => undefined },
      until: performance.now() + 60_000,
      signal: new AbortController().signal,
    },
  )
  return { asked, found: found.map(({ diagnosis }) => diagnosis.denied ?? diagnosis.result?.outcome) }
}

describe("the agents' own diagnosis", () => {
  it.each([
    [['i-1'], ['not authorized for i-1', 'ok', 'ok']],
    [['i-2'], ['ok', 'not authorized for i-2', 'ok']],
    [
      ['i-1', 'i-3'],
      ['not authorized for i-1', 'ok', 'not authorized for i-3'],
    ],
  ])('of hosts that commands may not be sent to (%j) says nothing of the others', async (refused, found) => {
    expect(await diagnosed(refused)).toEqual({
      asked: ['i-1', 'i-2', 'i-3'],
      found: found.map((words) => (words === 'ok' ? words : expect.stringContaining(words))),
    })
  })
})
