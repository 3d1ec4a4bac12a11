import type { SampleAccount } from '../account.js'
import { auroraMysql, mysql, oracle, postgres, sqlServer } from '../build/databases.js'
import { endpoints } from '../build/endpoints.js'
import { natGateway, publicSubnet } from '../build/gateways.js'
import { instance } from '../build/hosts.js'
import { newAccount } from '../build/region.js'
import { securityGroup, tcp } from '../build/security-groups.js'
import {
  type Foundation,
  foundation,
  type JumpHostOptions,
  jumpHosts,
  type PrivateVpc,
  privateVpc,
  SESSION_ENDPOINTS,
} from './foundation.js'
import { type Random, randomFrom } from './random.js'

export interface LargeOptions {
  seed?: number
  /** At least one. */
  vpcs?: number
  /** All instances, jump hosts among them. */
  instances?: number
  databases?: number
  region?: string
}

const ACCOUNT = '333344445555'

/** A share of each trouble among the VPCs; the rest is well. */
const TROUBLES: [Trouble, number][] = [
  ['old-agents', 0.08],
  ['endpoints-closed', 0.05],
  ['no-profile', 0.04],
  ['no-ssmmessages', 0.03],
  ['database-closed', 0.06],
  ['nat-only', 0.1],
  ['key-pair', 0.07],
]

type Trouble =
  | 'old-agents'
  | 'endpoints-closed'
  | 'no-profile'
  | 'no-ssmmessages'
  | 'database-closed'
  | 'nat-only'
  | 'key-pair'

/** An account of any size, the same for the same options: for benchmarks. */
export function largeAccount(options: LargeOptions = {}): SampleAccount {
  const { seed = 1, vpcs = 200, instances = 5_000, databases = 500, region = 'eu-west-1' } = options
  const account = newAccount(ACCOUNT, [region])
  const base = foundation(account, region)
  const random = randomFrom(seed)
  for (let i = 0; i < vpcs; i++) {
    const trouble = troubleOf(random)
    const made = networkOf(base, i, trouble)
    const share = shareOf(instances, vpcs, i)
    const hosts = jumpHosts(base, made, { ...hostOptions(trouble), count: share })
    fillWithInstances(base, made, share - hosts.length)
    fillWithDatabases(made, random, shareOf(databases, vpcs, i), trouble)
  }
  return account
}

/** The i-th of `parts` shares of a whole, all of them together exactly the whole. */
function shareOf(whole: number, parts: number, i: number): number {
  return Math.floor((whole * (i + 1)) / parts) - Math.floor((whole * i) / parts)
}

function troubleOf(random: Random): Trouble | undefined {
  let left = random()
  for (const [trouble, share] of TROUBLES) {
    if (left < share) return trouble
    left -= share
  }
  return undefined
}

/** Addresses repeat after 200 VPCs, as they do in accounts without a plan. */
function networkOf(base: Foundation, i: number, trouble: Trouble | undefined): PrivateVpc {
  const prefix = `10.${i % 200}`
  const made = privateVpc(base, `team-${String(i + 1).padStart(4, '0')}`, `${prefix}.0.0/16`)
  const { built, subnets } = made
  if (trouble === 'nat-only') {
    natGateway(built, publicSubnet(built, `${prefix}.128.0/20`), publicAddress(i), [subnets[0].table])
    return made
  }
  const services = SESSION_ENDPOINTS.filter((service) => trouble !== 'no-ssmmessages' || service !== 'ssmmessages')
  const closed = trouble === 'endpoints-closed' ? [securityGroup(built, 'endpoints', [tcp(443, '192.168.0.0/16')])] : []
  endpoints(built, services, { subnets, ...(closed.length > 0 && { groupIds: closed }) })
  return made
}

/** Of the range that benchmarks may use (198.18.0.0/15). */
const publicAddress = (i: number) => `198.${18 + Math.floor(i / 65536)}.${Math.floor(i / 256) % 256}.${i % 256}`

function hostOptions(trouble: Trouble | undefined): JumpHostOptions {
  switch (trouble) {
    case 'old-agents':
      return { agent: { version: '3.0.1124.0' } }
    case 'endpoints-closed':
      return { agent: { pingStatus: 'ConnectionLost' } }
    case 'no-ssmmessages':
      return { agent: { connected: false } }
    case 'no-profile':
      return { bare: true }
    case 'key-pair':
      return { keyName: 'ops-2019' }
    default:
      return {}
  }
}

function fillWithInstances({ profileArn }: Foundation, { built, subnets }: PrivateVpc, count: number): void {
  const app = securityGroup(built, 'app', [tcp(8080, built.cidr)])
  for (let i = 0; i < count; i++) {
    const subnet = i % 2 === 0 ? subnets[0] : subnets[1]
    instance(built, `${built.name}-app-${i + 1}`, { subnet, groupIds: [app], profileArn, agent: {} })
  }
}

const KINDS = [postgres, mysql, auroraMysql, sqlServer, oracle]

function fillWithDatabases(
  { built, subnets, hosts }: PrivateVpc,
  random: Random,
  count: number,
  trouble: Trouble | undefined,
): void {
  for (let i = 0; i < count; i++) {
    const make = KINDS[Math.floor(random() * KINDS.length)] ?? postgres
    const from = trouble === 'database-closed' && i === 0 ? ['192.168.0.0/16'] : [hosts]
    make(built, `${built.name}-db-${i + 1}`, { subnets, from })
  }
}
