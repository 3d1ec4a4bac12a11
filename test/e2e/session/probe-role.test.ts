import { tmpdir } from 'node:os'
import { SSMClient, StartSessionCommand } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../../src/model/report.js'
import { useSim } from '../support/audits.js'
import { builtCli } from '../support/built-cli.js'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { audit, sessionOf } from '../support/function-role.js'
import { type ArticleIds, freshSim, REGION, type Sim, simAvailable } from '../support/sim.js'
import { Variants } from '../support/variants.js'

const [PROBE, WITH_COMMANDS] = ['probe-of-a-test', 'probe-with-commands-of-a-test']

describe.skipIf(!simAvailable || !doubleAvailable)('the role that `policy probe` prints', () => {
  let sim: Sim
  let ids: ArticleIds
  let double: Double
  let restore: () => void
  const env = new Map<string, Record<string, string>>()
  beforeAll(async () => {
    sim = await freshSim()
    ids = await sim.article()
    restore = useSim(sim)
    const greetings = ['--greeting', 'postgres', '--greeting', 'mysql']
    double = await startDouble([...greetings, '--upstream', sim.url, '--share-sessions'])
    const printed = async (...more: string[]) => {
      const { stdout } = await builtCli(['policy', 'probe', '--region', REGION, ...more], { cwd: tmpdir() })
      return (JSON.parse(stdout) as { Statement: object[] }).Statement
    }
    const [sessions, commands] = [await printed(), await printed('--run-command')]
    const aws = new Variants(sim, ids)
    for (const [name, statements] of [
      [PROBE, sessions],
      [WITH_COMMANDS, [...sessions, ...commands]],
    ] as const)
      env.set(name, { ...(await sessionOf(name, [...audit, ...statements], { sim, aws })) } as Record<string, string>)
    await sim.settings({ enforceRoles: true })
  }, 240_000)
  afterAll(async () => {
    await sim?.settings({ enforceRoles: false })
    await double?.stop()
    restore?.()
  })

  const probe = async (role: string) => {
    await sim.clearCalls()
    const { stdout, stderr, exitCode } = await builtCli(['audit', '--probe', '--format', 'json', '--region', REGION], {
      cwd: tmpdir(),
      env: { ...env.get(role), AWS_ENDPOINT_URL_SSM: double.url },
    })
    if (stdout === '') throw new Error(stderr)
    const report = JSON.parse(stdout) as Report
    const calls = (await sim.calls()).filter((call) => call.role === role)
    const mutating = calls.filter(({ action }) => /Session$|Command/.test(action ?? ''))
    return { report, exitCode, calls: [...new Set(mutating.map(({ action, error }) => `${action} ${error}`))].sort() }
  }
  const of = ({ findings }: Report, check: string) =>
    findings.filter(({ checkId }) => checkId === check).map(({ status, reason }) => `${status} ${reason}`)

  it('suffices for sessions; of commands it says that it may send none', async () => {
    const { report, exitCode, calls } = await probe(PROBE)
    expect(of(report, 'probe-database')).toEqual(['pass answered', 'pass answered'])
    expect(of(report, 'probe-diagnostics')).toEqual(['unknown commands-denied'])
    expect(report.gaps).toEqual([])
    expect(exitCode).toBe(0)
    expect(calls).toEqual([
      'ssm:SendCommand AccessDeniedException',
      'ssm:StartSession null',
      'ssm:TerminateSession null',
    ])
  })

  it('asks the agents, too, with what `--run-command` adds', async () => {
    const stdout = JSON.stringify({ DiagnosticsOutput: [{ Check: 'EC2 IMDS', Status: 'Success', Note: '' }] })
    await sim.putAgent(ids.instanceId, { run: [{ match: 'ssm-cli', exitCode: 0, stdout }] })
    const { report, calls } = await probe(WITH_COMMANDS)
    expect(of(report, 'probe-diagnostics')).toEqual(['pass diagnosed'])
    expect(calls.filter((call) => !call.endsWith(' null'))).toEqual([])
  })

  it.each([
    ['SSH', { DocumentName: 'AWS-StartSSHSession' }],
    ['a port of the host', { DocumentName: 'AWS-StartPortForwardingSession' }],
  ])('does not open %s', async (_, more) => {
    const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN = '' } = env.get(PROBE) ?? {}
    const credentials = {
      ...{ accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN },
    }
    const ssm = new SSMClient({ region: REGION, endpoint: sim.url, credentials })
    const started = ssm.send(new StartSessionCommand({ Target: ids.instanceId, ...more }))
    await expect(started).rejects.toMatchObject({ name: 'AccessDeniedException' })
    ssm.destroy()
  })
})
