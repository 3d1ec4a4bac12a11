import { describe, expect, it } from 'vitest'
import { type Snapshot, snapshotSchema } from '../../src/model/snapshot.js'
import type { Instance } from '../../src/model/snapshot-hosts.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches } from '../support/patch.js'
import { oneOfEach } from '../support/runs.js'
import { loadScenarios } from '../support/scenario.js'
import { simulated } from '../support/simulations.js'
import { findings } from './ask.js'

const TWIN = 'i-77777777777777777'
const ADDRESS = /\d+$/

/** What a twin has that the host has not: rules, routes and lists of a scenario may tell the two apart by it. */
const VARIANTS: Record<string, (twin: Instance) => void> = {
  'a second address': ({ networkInterfaces: [eni] }) => eni?.privateIpAddresses.push('10.20.9.9'),
  'another address': (twin) => {
    const [eni] = twin.networkInterfaces
    const address = eni?.privateIpAddresses[0]?.replace(ADDRESS, '77') ?? '10.20.9.9'
    if (eni) eni.privateIpAddresses = [address]
    twin.privateIpAddress = address
  },
  'a public address': ({ networkInterfaces: [eni] }) => eni?.publicIps.push('203.0.113.77'),
  'an IPv6 address': ({ networkInterfaces: [eni] }) => eni?.ipv6Addresses.push('2001:db8:1234:1a00::77'),
  'no security group': ({ networkInterfaces: [eni] }) => eni?.groupIds.splice(0),
  'no instance profile': (twin) => delete twin.iamInstanceProfileArn,
  Windows: (twin) => {
    twin.platform = 'windows'
  },
}

const CASES = loadScenarios()
  .flatMap(({ check, cases }) => cases.map((example) => ({ check, example })))
  .filter(({ check }) => /^(path|database)-/.test(check))
  .flatMap(({ check, example }, i) => {
    const names = Object.keys(VARIANTS)
    const variant = names[i % names.length] ?? ''
    const snapshot = withTwin(applyPatches(articleSnapshot(), example.patch as never), variant)
    return snapshot ? [{ check, name: example.name, variant, snapshot }] : []
  })

/** `undefined`: nobody is there who could have one. */
function withTwin(snapshot: Snapshot, variant: string): Snapshot | undefined {
  const [region] = snapshot.regions
  if (region?.instances.outcome !== 'ok' || region.managedNodes.outcome !== 'ok') return undefined
  const host = region.instances.value.find(({ tags, state }) => state === 'running' && /jump/.test(tags['Name'] ?? ''))
  if (!host) return undefined
  const twin: Instance = structuredClone({ ...host, instanceId: TWIN })
  for (const eni of twin.networkInterfaces) eni.networkInterfaceId = eni.networkInterfaceId.replace('eni-', 'eni-77')
  VARIANTS[variant]?.(twin)
  region.instances.value.push(twin)
  const node = region.managedNodes.value.find(({ instanceId }) => instanceId === host.instanceId)
  if (node) region.managedNodes.value.push({ ...node, instanceId: TWIN })
  return snapshotSchema.parse(simulated(snapshot))
}

describe('a host beside its twin, which differs from it in one thing', () => {
  it.each(oneOfEach(CASES, ({ check, variant }) => `${check} ${variant}`))(
    'is told what it would be told alone: $check, $name, $variant',
    ({ snapshot }) => {
      const alone = [...findings(snapshot, [TWIN])].filter(([, { subject }]) => subject.id.startsWith(TWIN))
      const together = findings(snapshot)
      expect(alone.length).toBeGreaterThan(5)
      expect(alone).toEqual(alone.map(([key]) => [key, together.get(key)]))
    },
  )
})
