import type { Account } from '../../../src/app/account.js'
import type { RemediateDependencies } from '../../../src/app/remediate/dependencies.js'
import { collectSnapshot } from '../../../src/collect/index.js'
import { selectHosts } from '../../../src/inventory/select-hosts.js'
import { type Config, DEFAULT_CONFIG } from '../../../src/model/config.js'
import type { Snapshot } from '../../../src/model/snapshot.js'
import type { SampleAccount, SampleRegion } from '../../../src/sample/account.js'
import { type SampleClientsOptions, sampleClients } from '../../../src/sample/clients.js'
import { MemoryStore } from './memory-store.js'

const START = Date.parse('2026-11-24T12:00:00Z')

export interface FixWorld extends RemediateDependencies {
  account: Account
  store: MemoryStore
  sample: SampleAccount
  /** Operations in the order of the calls, e.g. `ec2:DescribeVpcs`. */
  calls: string[]
  /** The account, as an audit reads it. */
  snapshot(): Promise<Snapshot>
}

/**
 * A sample account to be mended, by whom it may be.
 * @param more what the account's AWS does besides, and a store that outlives this run
 */
export function fixWorld(
  sample: SampleAccount,
  more: Pick<SampleClientsOptions, 'intercept' | 'afterwards' | 'rewrite'> & {
    store?: MemoryStore
    config?: Config
  } = {},
): FixWorld {
  const { intercept, config = DEFAULT_CONFIG } = more
  const calls: string[] = []
  let clock = START
  const now = () => new Date(clock)
  const clients = sampleClients(sample, {
    ...(more.afterwards && { afterwards: more.afterwards }),
    ...(more.rewrite && { rewrite: more.rewrite }),
    clock: () => clock,
    async intercept(operation, input, region) {
      calls.push(operation)
      await intercept?.(operation, input, region)
    },
  })
  const regions = [...sample.regions.keys()]
  const identity = { accountId: sample.accountId, arn: sample.callerArn, partition: sample.partition }
  const account: Account = {
    ...{ clients, identity, regions, now },
    async sleep(ms) {
      clock += ms
    },
    paced: false,
  }
  return {
    ...{ account, config, sample, calls },
    store: more.store ?? new MemoryStore(),
    by: 'a test',
    snapshot: () =>
      collectSnapshot({
        ...{ clients, identity, regions, now, paced: false },
        selectHosts: (instances) => selectHosts(instances, config.hosts),
        ...{ operatorArns: config.operators, targets: config.targets },
      }),
  }
}

/** Calls that change something. */
export const changing = (calls: readonly string[]): string[] =>
  calls.filter((call) => !/:(Describe|Get|List|Simulate|Head)/.test(call))

/** What is in an account, whenever it was looked at and by however many calls, and whenever its agents have pinged. */
export const stateOf = ({ takenAt, apiCalls, ...state }: Snapshot): unknown =>
  JSON.parse(JSON.stringify(state, (key, value) => (key === 'lastPingDateTime' ? undefined : value)))

/** The region of an account that has one. */
export function theRegion(account: SampleAccount): SampleRegion {
  const [first] = account.regions.values()
  if (!first) throw new Error('a sample has a region')
  return first
}
