import type { Clients } from '../aws/clients.js'
import type { Identity } from '../aws/identity.js'
import type { SampleName } from '../model/samples.js'
import type { SampleAccount } from './account.js'
import { articleAccount } from './accounts/article.js'
import { type LargeOptions, largeAccount } from './accounts/large.js'
import { troubledAccount } from './accounts/troubled.js'
import { sampleClients } from './clients.js'

export type { SampleAccount, UpdateOutcome } from './account.js'
export { largeAccount } from './accounts/large.js'
export { sampleClients } from './clients.js'

export interface SampleOptions {
  /** When the sample's clock starts. The same by default, so that reports are the same. */
  startAt?: Date
  large?: LargeOptions
}

/** An embedded account, the clients that read and change it, and its own clock. */
export interface Sample {
  account: SampleAccount
  clients: Clients
  identity: Identity
  /** Regions with resources. */
  regions: string[]
  now: () => Date
  /** Moves the sample's clock on, without waiting. */
  sleep: (ms: number) => Promise<void>
}

const START = new Date('2026-11-24T06:00:00Z')

/** Makes a fresh account: what one sample's commands change, another does not see. */
export function createSample(name: SampleName, options: SampleOptions = {}): Sample {
  const account = accountOf(name, options)
  let moment = (options.startAt ?? START).getTime()
  return {
    account,
    clients: sampleClients(account, { clock: () => moment }),
    identity: { accountId: account.accountId, partition: account.partition, arn: account.callerArn },
    regions: [...account.regions.keys()],
    now: () => new Date(moment),
    sleep: async (ms) => {
      moment += ms
    },
  }
}

function accountOf(name: SampleName, { large }: SampleOptions): SampleAccount {
  switch (name) {
    case 'article':
      return articleAccount()
    case 'troubled':
      return troubledAccount()
    case 'large':
      return largeAccount(large)
  }
}
