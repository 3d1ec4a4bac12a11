import { createClients } from '../../src/aws/clients.js'
import type { DecoratableClient } from '../../src/aws/middleware.js'
import type { RegionContext } from '../../src/collect/context.js'
import { createRunners } from '../../src/collect/runner.js'

/** A region whose every call is answered with the same. */
export function answering(output: object): RegionContext {
  const decorate = (client: DecoratableClient) =>
    client.middlewareStack.addRelativeTo(() => async () => ({ output: { $metadata: {}, ...output }, response: {} }), {
      relation: 'after',
      toMiddleware: 'retryMiddleware',
      name: 'answer',
    })
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
  return {
    clients: createClients({ credentials, defaultRegion: 'eu-west-1', env: {}, decorate, answer: async () => output }),
    runner: createRunners({ paced: false }).forRegion('eu-west-1'),
    region: 'eu-west-1',
    accountId: '123456789012',
    partition: 'aws',
  }
}
