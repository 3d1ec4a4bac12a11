import type { Database } from '../model/database.js'
import { isHostItself } from '../model/host-itself.js'
import { databasesOfTarget } from '../network/index.js'
import { type CheckContext, defineCheck, type Outcome, skip } from './define.js'
import { availabilityOf } from './lib/availability.js'
import { DATABASE_NEEDS } from './lib/database-needs.js'
import { DNS_NEEDS } from './lib/network-needs.js'

export default defineCheck({
  id: 'database-available',
  title: 'The database accepts connections',
  why: 'A tunnel to a database that is stopped, failed or still being made opens and is refused at once, which looks like a fault of the network.',
  console:
    'RDS > Databases > the database > Actions > Start, where it was stopped. Other data stores show their status, and what is to be done, on their own page.',
  subject: 'database',
  blocks: ['tunnel'],
  posture: false,
  needs: [...DATABASE_NEEDS, 'rds:DescribeDBProxyTargets', ...DNS_NEEDS],
  doc: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run: (database, context) =>
    database.kind === 'target' ? targetOutcome(database, context) : availabilityOf(database, context.region),
})

/** A target that leads to databases of the account is as available as they are; of any other AWS knows nothing. */
function targetOutcome(target: Database, { inventory, network, region }: CheckContext): Outcome {
  const { databaseId } = target
  const { databases, spread } = databasesOfTarget(target, region.region, network)
  const behind = isHostItself(target) ? [] : databases
  const outcomes = behind.flatMap((database) => {
    const own = inventory.regions.find((candidate) => candidate.region === database.region)
    return own ? [availabilityOf(database, own)] : []
  })
  const worst = WORST_FIRST.flatMap((status) => outcomes.filter((outcome) => outcome.status === status))[0]
  if (worst === undefined) return skip('target', `${databaseId} is a configured target: AWS knows no status of it.`)
  const mixed = spread === 'each' ? 'warn' : 'unknown'
  const status = worst.status === 'fail' && outcomes.some((o) => o.status !== 'fail') ? mixed : worst.status
  const ids = behind.map((database) => database.databaseId).join(', ')
  return { ...worst, status, message: `${databaseId} leads to ${ids}. ${worst.message}` }
}

const WORST_FIRST = ['fail', 'unknown', 'warn', 'pass'] as const
