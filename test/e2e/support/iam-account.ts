import { EC2Client } from '@aws-sdk/client-ec2'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { createClients } from '../../../src/aws/clients.js'
import { identify } from '../../../src/aws/identity.js'
import { CHECKS } from '../../../src/checks/index.js'
import { runChecks } from '../../../src/checks/run.js'
import { collectSnapshot } from '../../../src/collect/index.js'
import { Inventory } from '../../../src/inventory/inventory.js'
import { selectHosts } from '../../../src/inventory/select-hosts.js'
import { configSchema } from '../../../src/model/config.js'
import type { Finding } from '../../../src/model/finding.js'
import type { Snapshot } from '../../../src/model/snapshot.js'
import { type ArticleIds, CREDENTIALS, freshSim, REGION, type Sim } from './sim.js'

export const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'

export const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })

export const allow = (Action: string | string[], Resource: string | string[] = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})

const trust = (Service: string) => policy({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' })

export interface Looked {
  find: (id: string) => Finding
  findings: Finding[]
  snapshot: Snapshot
}

export interface IamWorld {
  sim: Sim
  ids: ArticleIds
  iam: IAMClient
  ec2: EC2Client
}

/** The reference account without its databases, anew for each test of a file. */
export function useIamAccount(): IamWorld {
  const world = {} as IamWorld
  beforeAll(async () => {
    world.sim = await freshSim()
    const options = { endpoint: world.sim.url, region: REGION, credentials: CREDENTIALS }
    Object.assign(world, { iam: new IAMClient(options), ec2: new EC2Client(options) })
  })
  beforeEach(async () => {
    await world.sim.clearFaults()
    await world.sim.reset()
    world.ids = await world.sim.article({ database: false, endpoint_services: [] })
  })
  afterAll(() => {
    world.iam?.destroy()
    world.ec2?.destroy()
  })
  return world
}

/** What every check says of the account as it is now. */
export async function look({ sim }: IamWorld, operators: string[] = []): Promise<Looked> {
  const clients = createClients({ credentials: CREDENTIALS, endpoint: sim.url, defaultRegion: REGION, maxAttempts: 1 })
  const snapshot = await collectSnapshot({
    clients,
    identity: await identify(clients, REGION),
    regions: [REGION],
    selectHosts,
    operatorArns: operators,
    now: () => new Date(),
  }).finally(() => clients.destroy())
  const findings = runChecks(CHECKS, new Inventory(snapshot, configSchema.parse({ operators })))
  const find = (id: string) => {
    const finding = findings.find((f) => f.checkId === id)
    if (!finding) throw new Error(`no finding of ${id}`)
    return finding
  }
  return { find, findings, snapshot }
}

/** A role that a service may assume, with one inline policy. @returns its ARN */
export async function makeRole({ iam }: IamWorld, name: string, service: string, document: string, path = '/') {
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: name, Path: path, AssumeRolePolicyDocument: trust(service) }),
  )
  await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument: document }))
  return Role?.Arn ?? ''
}
