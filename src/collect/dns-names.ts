import { ENDPOINT_SERVICES } from '../model/config.js'
import { dnsSuffix } from '../model/dns-suffix.js'
import type { DataStore } from '../model/snapshot-data-stores.js'
import type { DbCluster, DbInstance, DbProxy } from '../model/snapshot-databases.js'
import { present } from './fields.js'

/** Names that an agent or a tunnel asks for in a region: those of AWS's services, of databases and of targets. */
export function dnsNames(
  region: string,
  databases: {
    instances: readonly DbInstance[]
    clusters: readonly DbCluster[]
    proxies: readonly DbProxy[]
    stores: readonly DataStore[]
  },
  targets: readonly string[],
): Set<string> {
  const services = ENDPOINT_SERVICES.flatMap((service) => [
    `${service}.${region}.${dnsSuffix(region)}`,
    `${service}.${region}.api.aws`,
  ])
  const endpoints = [
    ...databases.instances.map((instance) => instance.endpoint?.address),
    ...databases.clusters.flatMap((cluster) => [cluster.endpoint, cluster.readerEndpoint]),
    ...databases.proxies.map((proxy) => proxy.endpoint),
    ...databases.stores.flatMap((store) => [store.endpoint?.address, store.readerEndpoint]),
  ]
  return new Set([...services, ...present(endpoints), ...targets].map((name) => name.toLowerCase()))
}
