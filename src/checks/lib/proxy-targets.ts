import type { DbProxy } from '../../model/snapshot-databases.js'
import { fail, type Outcome, unknown } from '../define.js'

type Target = Extract<DbProxy['targets'], { outcome: 'ok' }>['value'][number]

/**
 * What RDS sees of the databases behind a proxy, which takes connections even where it reaches none of them: those that
 * are written to, where it says which. `undefined`: one is reached, or RDS says nothing.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_TargetHealth.html
 */
export function proxyTargetsOutcome({ dbProxyName, targets }: DbProxy): Outcome | undefined {
  const seen = targets.outcome === 'ok' ? targets.value.filter((target) => target.healthState !== undefined) : []
  const writers = seen.filter((target) => target.role === 'READ_WRITE')
  const serving = writers.length > 0 ? writers : seen
  if (serving.length === 0 || serving.some((target) => target.healthState === 'AVAILABLE')) return undefined
  const says = `${dbProxyName} has no connection to ${serving.map(wordsOf).join(', ')}.`
  const evidence = {
    targets: serving.map(({ rdsResourceId, healthState, healthReason }) => ({
      rdsResourceId,
      healthState,
      healthReason,
    })),
  }
  if (!serving.every(isDown)) return unknown('targets-not-ready', says, { evidence })
  const reason = serving.find((target) => target.healthReason !== undefined)?.healthReason
  return fail('targets-unavailable', says, { evidence, remedy: { text: REMEDIES.get(reason ?? '') ?? LOOK } })
}

const wordsOf = ({ rdsResourceId = 'its database', healthState, healthReason }: Target) =>
  `${rdsResourceId} (${[healthState, healthReason].filter((word) => word !== undefined).join(', ')})`

/** A proxy that is making room for connections is not down. */
const isDown = ({ healthState, healthReason }: Target) =>
  healthState === 'UNAVAILABLE' && healthReason !== 'PENDING_PROXY_CAPACITY'

const LOOK = 'Look up with aws rds describe-db-proxy-targets what RDS says of the targets, and put it right.'
const REMEDIES = new Map([
  [
    'AUTH_FAILURE',
    "Put right the proxy's secret, or its role's right to read it: the database refuses its credentials.",
  ],
  ['UNREACHABLE', 'Let the security groups of the proxy and of the database allow the connection between them.'],
])
