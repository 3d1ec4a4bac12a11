import type { Database } from '../../model/database.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import type { Network } from '../network.js'
import { withoutRepeats } from '../values/hops.js'
import type { DatabasePath, DatabaseQuestion } from './database-question.js'
import { pathToRds } from './rds-path.js'
import { pathToTarget } from './target-path.js'

/** Can a host open the port of a database of RDS, or of a configured target. */
export function databasePathOf(
  host: Instance,
  database: Database,
  question: DatabaseQuestion,
  network: Network,
): DatabasePath {
  const path = database.kind === 'target' ? pathToTarget : pathToRds
  return withoutRepeats(path(host, database, question, network))
}
