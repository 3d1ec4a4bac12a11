import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { inject } from 'vitest'
import { SIM_FOLDER, simAvailable } from './folder.js'

export { simAvailable }

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

export interface CallRow {
  seq: number
  service: string
  operation: string
  region: string
  account: string
  ms: number
  status: number
  error: string | null
  params: Record<string, string>
  /** IAM action, such as `s3:ListBucket` for ListObjectsV2. */
  action: string
  /** Name of the role whose session made the call. */
  role: string | null
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
  settings(settings: { commandMs?: number; enforceRoles?: boolean }): Promise<void>
  scp(policies: object[]): Promise<void>
  /** Fires every schedule once. @returns what each target answered */
  tick(): Promise<{ rule: string; status: number; error?: string; event: object; payload?: unknown }[]>
  /** Empties everything. */
  reset(): Promise<void>
}

/**
 * The simulated AWS of this worker, emptied: no file sees what another one has made.
 * @param commandMs how long a command of Run Command takes
 */
export async function freshSim({ commandMs = 800 } = {}): Promise<Sim> {
  const url = inject('simulators')[Number(process.env['VITEST_POOL_ID']) - 1]
  if (url === undefined) throw new Error(`no simulated AWS for worker ${process.env['VITEST_POOL_ID']}`)
  const sim = controls(url)
  await sim.reset()
  await sim.clearCalls()
  await sim.settings({ commandMs, enforceRoles: false })
  return {
    ...sim,
    url,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    },
    article: (options = {}, region = REGION) => buildArticle(url, region, options),
  }
}

function controls(url: string): Omit<Sim, 'url' | 'env' | 'article'> {
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
    tick: async () => (await control('POST', `tick?region=${REGION}`, {})) as Awaited<ReturnType<Sim['tick']>>,
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
