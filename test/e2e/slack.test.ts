import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { command, press, SIGNING_SECRET, seconds, signed } from '../support/slack-requests.js'
import { refusals } from './support/function-role.js'
import { unusedRights } from './support/granted.js'
import { type ArticleIds, CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'
import { serviceFolder, sls } from './support/sls.js'

interface Said {
  path: string
  response_type: string
  text: string
  blocks?: { type: string; accessory?: Button; elements?: Button[] }[]
}
interface Button {
  type: string
  action_id: string
  value: string
}

const OLD_AGENT = '3.0.1124.0'

describe.skipIf(!simAvailable)('the slash command of the deployed stack, its roles enforced', () => {
  let sim: Sim
  let ids: ArticleIds
  let folder: string
  let hooks: string
  const said: Said[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      said.push({ path: request.url ?? '', ...JSON.parse(Buffer.concat(chunks).toString()) })
      response.end('ok')
    })
  })
  const options = () => ({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS })

  beforeAll(async () => {
    sim = await freshSim()
    ids = await sim.article()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    hooks = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const ssm = new SSMClient(options())
    await ssm.send(new PutParameterCommand({ Name: '/slack/signing', Type: 'SecureString', Value: SIGNING_SECRET }))
    ssm.destroy()
    await sim.settings({ enforceRoles: true })
    folder = await serviceFolder()
    const slack = {
      signingSecret: 'ssm:/slack/signing',
      teamIds: ['T1DC2JH3J'],
      approvers: ['U0APPROVER'],
      hooksUrl: hooks,
    }
    const params = ['--param=slackCommand=true', `--param=config=${JSON.stringify({ slack })}`]
    const { stdout, stderr } = await sls(['deploy', ...params], sim.env, folder)
    expect(stderr, stdout).toContain('Service deployed')
    await sim.clearCalls()
  }, 300_000)
  afterAll(async () => {
    server.close()
    await sim?.settings({ enforceRoles: false })
    if (folder) await rm(folder, { recursive: true, force: true })
  })
  const url = () => `${sim.url}/_sim/url/${ids.account}/${REGION}/ssm-ready-dev-slack/`
  const to = (path: string) => ({ response_url: `${hooks}${path}` })
  /** Sends what Slack would send now. */
  const send = (body: string, more: Record<string, string> = {}, contentType = 'application/x-www-form-urlencoded') => {
    const timestamp = seconds(new Date())
    const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signed(timestamp, body) }
    return fetch(url(), { method: 'POST', body, headers: { ...headers, 'content-type': contentType, ...more } })
  }
  /** What was answered to an address, once it is so many messages. */
  const answersAt = async (path: string, count: number): Promise<Said[]> => {
    const here = () => said.filter((each) => each.path === path)
    await expect.poll(() => here().length, { timeout: 120_000, interval: 200 }).toBeGreaterThanOrEqual(count)
    return here()
  }
  /** The last answer to an address. aws-sim ends a function that is not loaded within ten seconds, which a busy machine takes: then once more. */
  const lastAnswer = async (ask: () => Promise<Response>, path: string, count = 1): Promise<Said> => {
    for (let attempt = 1; ; attempt += 1) {
      expect((await ask()).status).toBe(200)
      const last = (await answersAt(path, count * attempt)).at(-1)
      if (last && (attempt === 3 || !last.text.includes('Task timed out'))) return last
    }
  }
  const buttonsOf = ({ blocks = [] }: Said) =>
    blocks
      .flatMap(({ elements = [], accessory }) => [...elements, ...(accessory ? [accessory] : [])])
      .filter(({ type }) => type === 'button')
  const pressing = ({ action_id, value }: Button, path: string, id = 'U2CERLKJA') =>
    send(
      press(action_id, JSON.parse(value), {
        ...to(path),
        user: { id, username: 'wile', team_id: 'T1DC2JH3J' },
        trigger_id: randomUUID(),
      }),
    )
  const sends = async () => (await sim.calls({ service: 'ssm', operation: 'SendCommand' })).length

  it('is small, and of a template that cfn-lint accepts, where there is one', async () => {
    const packaged = join(folder, '.serverless')
    for (const name of ['slack', 'slackWork'])
      expect(statSync(join(packaged, `${name}.zip`)).size).toBeLessThanOrEqual(0.8 * 1024 * 1024)
    const template = join(packaged, 'cloudformation-template-update-stack.json')
    const linted = await promisify(execFile)('cfn-lint', [template]).catch((error: unknown) => error)
    expect(linted).toSatisfy(({ code, stdout }) => code === 'ENOENT' || (code === undefined && stdout === ''))
  })

  it('answers at once, after three calls, and the audit follows', async () => {
    const response = await send(command(ids.dbInstanceId, to('/one')))
    expect([response.status, said]).toEqual([200, []])
    expect(await response.json()).toEqual({
      response_type: 'ephemeral',
      text: 'Looking at the account now: the answer follows here.',
    })
    const [message] = await answersAt('/one', 1)
    expect(message).toMatchObject({ response_type: 'ephemeral', text: `${ids.dbInstanceId}: READY` })
    expect(JSON.stringify(message?.blocks)).toContain(`ssm-ready connect ${ids.dbInstanceId}`)
    const front = (await sim.calls()).filter(
      ({ role, action }) => /SlackRole/.test(role ?? '') && !/^logs:/.test(action),
    )
    expect(front.map(({ action }) => action)).toEqual(['ssm:GetParameter', 's3:PutObject', 'lambda:InvokeFunction'])
  })

  it('takes a body in base64 like one in text', async () => {
    const ask = () => send(command('no-such-db', to('/base64')), {}, 'application/octet-stream')
    const message = await lastAnswer(ask, '/base64')
    expect(message.text).toMatch(/^No host, database or VPC "no-such-db".*: the audit found /)
  })

  it('tells nobody else anything, and does nothing for them', async () => {
    const invocations = () => sim.calls({ service: 'lambda', operation: 'Invoke' })
    const before = await invocations()
    const body = command('', to('/nowhere'))
    const old = String(Number(seconds(new Date())) - 301)
    const stranger = command('', { ...to('/nowhere'), team_id: 'T0THER' })
    const requests = [
      () => fetch(url()),
      () => fetch(url(), { method: 'POST', body }),
      () => send(body, { 'x-slack-signature': `v0=${'0'.repeat(64)}` }),
      () => send(body, { 'x-slack-request-timestamp': old, 'x-slack-signature': signed(old, body) }),
      () => send(stranger),
      () => send(command('', { response_url: 'http://127.0.0.1:1/elsewhere' })),
    ]
    const answers: [number, string][] = []
    for (const request of requests) {
      const answer = await request()
      answers.push([answer.status, await answer.text()])
    }
    expect(answers).toEqual([401, 401, 401, 401, 403, 403].map((status) => [status, '']))
    expect(await invocations()).toEqual(before)
  })

  it('takes the same request once', async () => {
    const timestamp = seconds(new Date())
    const body = command('help', to('/replayed'))
    const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signed(timestamp, body) }
    const answers = [await send(body, headers), await send(body, headers)]
    expect(answers.map(({ status }) => status)).toEqual([200, 401])
  })

  it('plans, and applies what somebody approves who may, once', async () => {
    await sim.putAgent(ids.instanceId, { agentVersion: OLD_AGENT })
    const blocked = await lastAnswer(() => send(command(ids.dbInstanceId, to('/blocked'))), '/blocked')
    expect(blocked.text).toBe(`${ids.dbInstanceId}: BLOCKED`)
    const fix = buttonsOf(blocked).find(({ action_id }) => action_id === 'plan')
    if (!fix) throw new Error('no button plans the fix')
    const plan = await lastAnswer(() => pressing(fix, '/plan'), '/plan', 2)
    expect(plan).toMatchObject({ response_type: 'in_channel', text: 'Plan: 1 step' })
    const [approve] = buttonsOf(plan)
    if (!approve) throw new Error('no button approves')

    await pressing(approve, '/refused', 'U0THER')
    const [refusal] = await answersAt('/refused', 1)
    expect(refusal).toMatchObject({ response_type: 'ephemeral', text: expect.stringContaining('Nothing was done') })
    expect(await sends()).toBe(0)

    const twice = [pressing(approve, '/approved', 'U0APPROVER'), pressing(approve, '/approved', 'U0APPROVER')]
    expect((await Promise.all(twice)).map(({ status }) => status)).toEqual([200, 200])
    const outcome = await answersAt('/approved', 3)
    expect(outcome.map(({ text }) => text.replace(/`[^`]*`/g, 'X')).sort()).toEqual([
      '<@U0APPROVER> approved X of X: applying it now.',
      expect.stringMatching(/^<@U0APPROVER> approved X of X: (done|pending)\. /),
      expect.stringMatching(/^<@U0APPROVER> has approved X already: it is (under way|done)\.$/),
    ])
    expect(await sends()).toBe(1)
  }, 400_000)

  it('explains and connects as of now', async () => {
    const of = (action: string, path: string) =>
      lastAnswer(() => send(press(action, { query: ids.dbInstanceId }, to(path))), path, 2)
    expect((await of('explain', '/explain')).text).toBe(`Why ${ids.dbInstanceId} is READY`)
    expect((await of('connect', '/connect')).text).toBe(`How to connect to ${ids.dbInstanceId}`)
  }, 300_000)

  it('has no right that none of this has used', async () => {
    expect(await unusedRights(sim, /Slack(Work)?Role/, await sim.calls())).toEqual([])
  })

  it('is refused nothing that it needs, and writes the secret nowhere', async () => {
    const calls = (await sim.calls()).filter(({ role }) => /Slack/.test(role ?? ''))
    const done = new Set(
      calls.map(({ action, role }) => `${/SlackWork/.test(role ?? '') ? 'work' : 'front'} ${action}`),
    )
    expect(refusals(calls)).toEqual([])
    expect([...done].filter((each) => !/ (logs|xray):/.test(each)).sort()).toEqual([
      ...['front lambda:InvokeFunction', 'front s3:PutObject', 'front ssm:GetParameter'],
      ...['work lambda:InvokeFunction', 'work s3:GetObject', 'work s3:PutObject'],
    ])
    const logs = new CloudWatchLogsClient(options())
    const lines: string[] = []
    for (const logGroupName of ['/aws/lambda/ssm-ready-dev-slack', '/aws/lambda/ssm-ready-dev-slackWork']) {
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }))
      lines.push(...events.map(({ message = '' }) => message))
    }
    logs.destroy()
    expect(lines.join('\n')).toContain('"why":"forged"')
    expect(lines.join('\n')).not.toContain(SIGNING_SECRET)
  })
})
