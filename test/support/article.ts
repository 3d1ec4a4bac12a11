import type { Snapshot } from '../../src/model/snapshot.js'
import { ACCOUNT, REGION } from './article/common.js'
import { dataStores } from './article/data-stores.js'
import { databases } from './article/databases.js'
import { hosts } from './article/hosts.js'
import { network } from './article/network.js'
import { principals } from './article/principals.js'
import { simulated } from './simulations.js'

/**
 * The reference account as a snapshot: one private, keyless jump host in 10.0.1.0/24, seven endpoints,
 * a session key, a PostgreSQL instance and an Aurora MySQL cluster. Everything is as it should be.
 */
export function articleSnapshot(): Snapshot {
  return simulated({
    snapshotVersion: 1,
    takenAt: '2026-11-24T06:00:00.000Z',
    accountId: ACCOUNT,
    partition: 'aws',
    callerArn: `arn:aws:iam::${ACCOUNT}:role/auditor`,
    regions: [{ region: REGION, ...network(), ...hosts(), ...databases(), ...dataStores() }],
    iam: principals(),
    apiCalls: {},
  })
}
