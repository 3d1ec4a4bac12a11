import fc from 'fast-check'
import type { EndpointService } from '../../../src/model/config.js'
import type { Snapshot } from '../../../src/model/snapshot.js'
import { build } from './build-network.js'
import { names, withNames } from './random-names.js'
import { shape } from './random-network.js'
import { readable } from './readable.js'

/** A host, and a service whose name it asks for. */
export interface RandomService {
  snapshot: Snapshot
  from: string
  instanceId: string
  service: EndpointService
}

export const randomService: fc.Arbitrary<RandomService> = fc
  .record({
    spec: shape,
    own: names,
    open: fc.boolean(),
    service: fc.constantFrom<EndpointService>('ssm', 'ssm', 's3', 'kms'),
  })
  .map(({ spec, own, open, service }) => {
    const { snapshot, from } = build({ ...spec, openGroups: spec.openGroups || open })
    withNames(snapshot, own)
    return readable({ snapshot, from, instanceId: 'i-01', service })
  })
