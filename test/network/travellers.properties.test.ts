import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Inventory } from '../../src/inventory/inventory.js'
import { configSchema } from '../../src/model/config.js'
import type { Snapshot } from '../../src/model/snapshot.js'
import { createNetwork, pathToDatabase, pathToService } from '../../src/network/index.js'
import { databasePathOf } from '../../src/network/paths/database-path.js'
import type { PolicyAnswer } from '../../src/network/paths/endpoint-policy.js'
import { servicePathOf } from '../../src/network/paths/service-path.js'
import { standInOf } from '../../src/network/paths/traveller.js'
import { runs } from '../support/runs.js'
import { EPHEMERAL } from './ask.js'
import { type Company, company } from './reference/random-company.js'

const TIMEOUT = { timeout: 600_000 }
const CONFIG = configSchema.parse({ hosts: 'all' })

/** Policies say one thing of every other host, and another thing of the rest. */
const policyOf = (instanceId: string) => (): PolicyAnswer =>
  Number(instanceId.slice(-1)) % 2 === 0
    ? { decision: 'allowed', why: 'It allows it.' }
    : { decision: 'denied', why: 'It refuses an odd host.' }

/** What can be asked of the network about each host: `[what, shared with the hosts before, by itself]`. */
function pathsOf({ snapshot, services }: Company) {
  const inventory = new Inventory(snapshot, CONFIG)
  const shared = createNetwork(inventory)
  return inventory.regions.flatMap(({ region, hosts, databases }) =>
    hosts.flatMap((host) => [
      ...services.map((service) => {
        const question = { service, region, ephemeral: EPHEMERAL, policyAllows: policyOf(host.instanceId) }
        const alone = servicePathOf(host, question, fresh(snapshot))
        return [`${host.instanceId} to ${service}`, pathToService(host, question, shared), alone]
      }),
      ...databases.map((database) => {
        const question = { ephemeral: EPHEMERAL, region }
        const alone = databasePathOf(host, database, question, fresh(snapshot))
        return [`${host.instanceId} to ${database.databaseId}`, pathToDatabase(host, database, question, shared), alone]
      }),
    ]),
  )
}

const fresh = (snapshot: Snapshot) => createNetwork(new Inventory(snapshot, CONFIG))

describe('hosts that travel alike', () => {
  it('are told what each would be told by itself, sentences included', TIMEOUT, () => {
    let [hosts, stoodFor] = [0, 0]
    fc.assert(
      fc.property(company, (random) => {
        for (const [what, shared, alone] of pathsOf(random)) expect(shared, String(what)).toEqual(alone)
        const inventory = new Inventory(random.snapshot, CONFIG)
        const network = createNetwork(inventory)
        const all = inventory.regions.flatMap((region) => region.hosts)
        hosts += all.length
        stoodFor += all.length - new Set(all.map((host) => standInOf(network, host) ?? host)).size
      }),
      runs(40, 3000),
    )
    // Or else nothing was compared that is worth it.
    expect(stoodFor / hosts).toBeGreaterThan(0.05)
  })
})
