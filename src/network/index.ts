export { bestOf, standingOf } from '../inventory/states.js'
export { databasesOfTarget, resolveDatabase } from './dns/database-name.js'
export { hasPrivateDns, isAvailable } from './dns/endpoint-names.js'
export type { NameAnswer } from './dns/name-answers.js'
export { resolveService } from './dns/resolve-service.js'
export { type NameServers, nameServersOf } from './dns/servers.js'
export { bucketHostName, servesService, serviceName } from './dns/service-names.js'
export { admitsBlocks } from './filters/admits-blocks.js'
export { createNetwork, type Network } from './network.js'
export type { ProxyLeg } from './paths/database-question.js'
export type { PolicyAnswer } from './paths/endpoint-policy.js'
export { evaluate } from './paths/evaluate.js'
export { forwardDenied } from './paths/forward-denied.js'
export {
  type Journey,
  journeyToDatabase,
  journeyToReaders,
  journeyToService,
  pathToDatabase,
  pathToService,
} from './paths/journeys.js'
export type { ServicePath } from './paths/service-path.js'
export { ephemeralOf, type Party, partyOfInterface } from './values/flow.js'
export { FAILURE_CODES, type FailureCode, type HopKind, hasWarning, type PathResult } from './values/hops.js'
