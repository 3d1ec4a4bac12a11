import { createClients } from '../../../src/aws/clients.js'
import type { RegionContext } from '../../../src/collect/context.js'
import { createRunners } from '../../../src/collect/runner.js'

export const ACCOUNT = '123456789012'

export const context = (): RegionContext => ({
  clients: createClients({
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    defaultRegion: 'eu-west-1',
    env: {},
  }),
  runner: createRunners().forRegion('eu-west-1'),
  region: 'eu-west-1',
  accountId: ACCOUNT,
  partition: 'aws',
})
export const failure = (name: string, more: object = {}) => Object.assign(new Error('m'), { name }, more)
