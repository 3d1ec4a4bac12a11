import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import { Inventory } from '../../src/inventory/inventory.js'
import { Lookups } from '../../src/inventory/lookups.js'
import { configSchema, type EndpointService } from '../../src/model/config.js'
import type { Snapshot } from '../../src/model/snapshot.js'
import {
  createNetwork,
  evaluate,
  hasWarning,
  type Network,
  type Party,
  partyOfInterface,
  pathToService,
  type ServicePath,
} from '../../src/network/index.js'
import { addressSet } from '../../src/network/values/addresses.js'
import type { PathResult } from '../../src/network/values/hops.js'
import type { Company } from './reference/random-company.js'
import { CLIENT_PORTS, PORT } from './reference/shape.js'
import type { Word } from './support.js'

/** How the evaluator is asked. When its entrances change, this is the file to change. */
export const networkOf = (snapshot: Snapshot): Network => createNetwork(new Lookups(snapshot))

export const EPHEMERAL = [{ start: CLIENT_PORTS[0] ?? 0, end: (CLIENT_PORTS.at(-1) ?? 0) + 1 }]

/** A connection from an interface to an address, which may be that of another interface. */
export function dial(snapshot: Snapshot, from: string, to: string, network = networkOf(snapshot)): PathResult {
  const interfaces = snapshot.regions[0]?.networkInterfaces
  const enis = interfaces?.outcome === 'ok' ? interfaces.value : []
  const family = to.includes(':') ? 6 : 4
  const client = enis.find((eni) => eni.networkInterfaceId === from)
  const server = enis.find((eni) => [...eni.privateIpAddresses, ...eni.ipv6Addresses].includes(to))
  const source = client && partyOfInterface(client, family)
  const destination = server ? partyOfInterface(server, family) : outside(to)
  if (!source || !destination) throw new Error(`no way to ask for ${from} to ${to}`)
  return evaluate({ source, destination, port: PORT, ephemeral: EPHEMERAL }, network)
}

function outside(address: string): Party | undefined {
  const addresses = addressSet(address)
  return addresses && { label: address, addresses, spread: 'one-of', groups: 'none' }
}

export function wordOf(result: PathResult): Word {
  if (result.verdict === 'open') return hasWarning(result) ? 'some' : 'all'
  return result.verdict === 'blocked' ? 'none' : 'unknown'
}

/** The way of a host to a service of AWS, every policy allowing it. */
export function toService(
  snapshot: Snapshot,
  instanceId: string,
  service: EndpointService,
  network = networkOf(snapshot),
): ServicePath {
  const instances = snapshot.regions[0]?.instances
  const host = instances?.outcome === 'ok' ? instances.value.find((i) => i.instanceId === instanceId) : undefined
  if (!host) throw new Error(`no ${instanceId}`)
  const policyAllows = () => ({ decision: 'allowed' as const, why: 'Every policy allows it.' })
  return pathToService(host, { service, region: 'eu-west-1', ephemeral: EPHEMERAL, policyAllows }, network)
}

export const PATHS = CHECKS.filter(({ id }) => id.startsWith('path-') || id === 'database-path')
const CONFIG = configSchema.parse({ hosts: { namePattern: 'jump' } })

/** Findings about paths, by check and subject. */
export function findings(snapshot: Snapshot, hostIds?: string[], checks = PATHS) {
  const inventory = new Inventory(snapshot, CONFIG, hostIds && { hostIds })
  return new Map(runChecks(checks, inventory).map((finding) => [`${finding.checkId} ${finding.subject.id}`, finding]))
}

/** Every question that can be asked of the network: host by host, to each address and each service. */
export function questions({ hosts, addresses, services }: Company) {
  return hosts.flatMap((host) => [
    ...addresses.map((to) => ({ host, to })),
    ...services.map((service) => ({ host, service })),
  ])
}

type Question = ReturnType<typeof questions>[number]

export const answer = (question: Question, snapshot: Snapshot, network = networkOf(snapshot)) =>
  'to' in question
    ? dial(snapshot, question.host.eni, question.to, network)
    : toService(snapshot, question.host.instanceId, question.service, network)
