import { once } from '../../inventory/once.js'
import type { EndpointService } from '../../model/config.js'
import type { Database } from '../../model/database.js'
import type { Hop } from '../../model/finding.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import type { Network } from '../network.js'
import type { PathResult } from '../values/hops.js'
import type { Intervals } from '../values/intervals.js'
import { portSet } from '../values/ports.js'
import { remembered } from '../values/remember.js'
import { databasePathOf } from './database-path.js'
import type { DatabasePath, DatabaseQuestion } from './database-question.js'
import { PathsByPolicy } from './paths-by-policy.js'
import { type ServicePath, type ServiceQuestion, servicePathOf } from './service-path.js'
import { standInOf, toldOf } from './traveller.js'

/** The path of one host, evaluated once for all hosts that it would be the same for. */
export interface Journey<P extends PathResult> {
  /** The same object for all of them. Its hops speak of nobody: those of this host are `hops()`. */
  path: P
  hops(): Hop[]
}

/** Can a host open HTTPS to an AWS service. */
export function journeyToService(host: Instance, question: ServiceQuestion, network: Network): Journey<ServicePath> {
  const standIn = standInOf(network, host)
  if (!standIn) return alone(servicePathOf(host, question, network))
  const { service, region, name, ephemeral, policyAllows } = question
  const known = servicePaths(network, standIn, service, region, name, portSet(ephemeral))
  const path = known.under(policyAllows, (asked) =>
    servicePathOf(standIn, { ...question, policyAllows: asked }, network),
  )
  return { path, hops: () => toldOf(host, path.hops) }
}

const servicePaths = remembered(
  (
    _network: Network,
    _standIn: Instance,
    _service: EndpointService,
    _region: string,
    _name: string | undefined,
    _ephemeral: Intervals,
  ) => new PathsByPolicy<ServicePath>(),
)

/** Can a host open the port of a database. */
export function journeyToDatabase(
  host: Instance,
  database: Database,
  { ephemeral, region }: DatabaseQuestion,
  network: Network,
): Journey<DatabasePath> {
  const standIn = standInOf(network, host)
  if (!standIn) return alone(databasePathOf(host, database, { ephemeral, region }, network))
  const path = databasePath(network, standIn, database, region, portSet(ephemeral))
  return { path, hops: () => toldOf(host, path.hops) }
}

/**
 * The same to the reader endpoint of a cluster or cache: by its own name, to whatever answers to that. `undefined`: it has
 * none that is another than its endpoint.
 */
export function journeyToReaders(
  host: Instance,
  database: Database,
  question: DatabaseQuestion,
  network: Network,
): Journey<DatabasePath> | undefined {
  const { endpoint, readerEndpoint } = database
  if (readerEndpoint === undefined || readerEndpoint === endpoint) return undefined
  return journeyToDatabase(host, asDialledForReading(database), question, network)
}

const asDialledForReading = once(
  ({ readerEndpoint = '', ...database }: Database): Database => ({
    ...database,
    kind: 'target',
    endpoint: readerEndpoint,
  }),
)

const databasePath = remembered(
  (network: Network, standIn: Instance, database: Database, region: string, ephemeral: Intervals) =>
    databasePathOf(standIn, database, { ephemeral, region }, network),
)

const alone = <P extends PathResult>(path: P): Journey<P> => ({ path, hops: () => path.hops })

const told = <P extends PathResult>({ path, hops }: Journey<P>): P => ({ ...path, hops: hops() })

/** The path of a host to an AWS service, every hop told of it. */
export const pathToService = (host: Instance, question: ServiceQuestion, network: Network): ServicePath =>
  told(journeyToService(host, question, network))

/** The path of a host to a database, every hop told of it. */
export const pathToDatabase = (
  host: Instance,
  database: Database,
  question: DatabaseQuestion,
  network: Network,
): DatabasePath => told(journeyToDatabase(host, database, question, network))
