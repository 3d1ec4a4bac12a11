import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

/** Folder of the simulated AWS; other tests run without it. */
const SIM_FOLDER = process.env['SSM_READY_AWS_SIM'] ?? resolve(import.meta.dirname, '../../../../shared/aws-sim')

export const simAvailable = existsSync(resolve(SIM_FOLDER, 'start'))
if (!simAvailable)
  console.warn(
    `SKIPPED: no simulated AWS at ${SIM_FOLDER}: these end-to-end tests prove nothing. Set SSM_READY_AWS_SIM.`,
  )

export const REGION = 'eu-west-1'

/** What the simulated AWS gives to every caller. */
export const CREDENTIALS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'not-a-secret' }

export interface Fault {
  service: string
  operation: string
  kind: 'denied' | 'throttle' | 'server-error' | 'slow' | 'timeout' | 'reset' | 'malformed' | 'truncated-page'
  token?: 'resume' | 'refused' | 'repeated'
  after?: number
  times?: number
  probability?: number
  seed?: number
  latencyMs?: number
  code?: string
  message?: string
  account?: string
  region?: string
  executed?: boolean
}

interface CallRow {
  seq: number
  service: string
  operation: string
  region: string
  account: string
  ms: number
  status: number
  error: string | null
  params: Record<string, string>
}

/** Ids of the reference account, as its builder prints them. */
export interface ArticleIds {
  endpoint: string
  region: string
  account: string
  vpcId: string
  subnetIds: string[]
  routeTableId: string
  jumpSecurityGroupId: string
  endpointSecurityGroupId: string
  endpointIds: Record<string, string>
  kmsKeyId: string
  kmsKeyArn: string
  kmsAlias: string
  roleName: string
  roleArn: string
  policyArn: string
  instanceProfileName: string
  instanceProfileArn: string
  instanceIds: string[]
  instanceId: string
  dbSubnetGroup: string
  dbSecurityGroupId: string
  dbInstanceId: string
  dbEndpoint: string
  auroraSecurityGroupId: string
  auroraClusterId: string
  auroraEndpoint: string
  auroraReaderEndpoint: string
}

export interface Sim {
  url: string
  /** Environment for a child process that is to talk to this AWS. */
  env: Record<string, string>
  /** Builds the reference account; options as the builder names them, e.g. `instance_count: 3`, `agent.agentVersion`. */
  article(options?: Record<string, unknown>, region?: string): Promise<ArticleIds>
  putAgent(instanceId: string, agent: Record<string, unknown>, region?: string): Promise<void>
  deleteAgent(instanceId: string, region?: string): Promise<void>
  faults(faults: Fault[]): Promise<void>
  clearFaults(): Promise<void>
  calls(filter?: Record<string, string>): Promise<CallRow[]>
  clearCalls(): Promise<void>
  settings(settings: Record<string, unknown>): Promise<void>
  scp(policies: object[]): Promise<void>
  /** Empties everything. */
  reset(): Promise<void>
  stop(): Promise<void>
}

/** Starts a simulated AWS of its own on a free port. */
export async function startSim(args: string[] = []): Promise<Sim> {
  const child = spawn(resolve(SIM_FOLDER, 'start'), ['--port', '0', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  const url = await new Promise<string>((found, failed) => {
    let output = ''
    const read = (chunk: Buffer) => {
      output += chunk
      const match = /aws-sim ready (\S+)/.exec(output)
      if (match?.[1]) found(match[1])
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', failed)
    child.once('exit', (code) => failed(new Error(`the simulated AWS ended with ${code}: ${output}`)))
  })
  return {
    ...controls(url),
    url,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    },
    article: (options = {}, region = REGION) => buildArticle(url, region, options),
    stop: async () => {
      child.kill('SIGTERM')
      await exited
    },
  }
}

function controls(url: string): Omit<Sim, 'url' | 'env' | 'article' | 'stop'> {
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/_sim/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  const send = async (method: string, path: string, body?: unknown) => void (await control(method, path, body))
  return {
    putAgent: (id, agent, region = REGION) => send('PUT', `agents/${id}?region=${region}`, agent),
    deleteAgent: (id, region = REGION) => send('DELETE', `agents/${id}?region=${region}`),
    faults: (faults) => send('POST', 'faults', faults),
    clearFaults: () => send('DELETE', 'faults'),
    calls: async (filter = {}) => rowsOf(await control('GET', `calls?${new URLSearchParams(filter)}`)),
    clearCalls: () => send('DELETE', 'calls'),
    settings: (settings) => send('PUT', 'settings', settings),
    scp: (policies) => send('PUT', 'scp', { policies }),
    reset: () => send('POST', 'reset'),
  }
}

function rowsOf(answer: unknown): CallRow[] {
  const rows = Array.isArray(answer) ? answer : (answer as { calls?: unknown }).calls
  if (!Array.isArray(rows)) throw new Error(`no list of calls in ${JSON.stringify(answer).slice(0, 200)}`)
  return rows as CallRow[]
}

async function buildArticle(url: string, region: string, options: Record<string, unknown>): Promise<ArticleIds> {
  const settings = Object.entries(options).flatMap(([name, value]) => ['--set', `${name}=${JSON.stringify(value)}`])
  const { stdout } = await promisify(execFile)(
    process.env['PYTHON'] ?? 'python3',
    [resolve(SIM_FOLDER, 'scenarios/article_account.py'), '--endpoint', url, '--region', region, ...settings],
    { env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' }, maxBuffer: 16 * 1024 * 1024 },
  )
  return JSON.parse(stdout) as ArticleIds
}
