import type { Database } from '../model/database.js'
import { engineFamily } from './commands/engines.js'

/** ElastiCache's and MemoryDB's, where keys are spread over shards. */
const SHARDED = /(^|\.)clustercfg\.[\w.-]*\.(cache|memorydb[\w.-]*)\.amazonaws\.com(\.cn)?$/i
const MEMCACHED_NODES = /\.cfg\.\w+\.cache\.amazonaws\.com(\.cn)?$/i
/** A broker of MSK, or the bootstrap name of its serverless kind. */
const BROKER = /\.kafka(-serverless)?\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/i

/**
 * Why one endpoint is not enough for a client that goes on from there to further addresses by itself; `undefined` where it is.
 * A target is known by its name.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Endpoints.html
 * @see https://docs.aws.amazon.com/msk/latest/developerguide/msk-get-bootstrap-brokers.html
 */
export function oneEndpointNote({
  engine,
  endpoint = '',
  isSharded = false,
}: Pick<Database, 'engine' | 'endpoint' | 'isSharded'>): string | undefined {
  const family = engineFamily(engine)
  if ((family === 'redis' && isSharded) || SHARDED.test(endpoint)) return SHARDS
  if ((family === 'memcached' && isSharded) || MEMCACHED_NODES.test(endpoint)) return NODES
  return /kafka|^msk$/i.test(engine) || BROKER.test(endpoint) ? BROKERS : undefined
}

const SHARDS =
  'Cluster mode: each shard sends a client on to the addresses of others (MOVED), which one tunnel does not reach. Run such a client inside the VPC; for the keys of one shard make its node a target in the config.'
const NODES =
  'A client spreads its keys over all nodes of this cache by auto discovery, and one tunnel reaches one. Run such a client inside the VPC; for the keys of one node make it a target in the config.'
const BROKERS =
  'Kafka: a broker sends a client on to the addresses of all brokers, which one tunnel does not reach. Run such a client inside the VPC.'
