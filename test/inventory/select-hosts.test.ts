import { expect, it } from 'vitest'
import { selectHosts, tagsOfNewHost } from '../../src/inventory/select-hosts.js'
import type { HostSelection } from '../../src/model/config.js'
import type { Instance } from '../../src/model/snapshot-hosts.js'
import { articleSnapshot } from '../support/article.js'

/** The jump host in each of these states. */
function inStates(...states: string[]): Instance[] {
  const { instances } = articleSnapshot().regions[0] ?? {}
  if (instances?.outcome !== 'ok') throw new Error('no instances')
  return instances.value.flatMap((host) => states.map((state) => ({ ...host, instanceId: `i-${state}`, state })))
}

it.each<HostSelection | undefined>([
  undefined,
  'all',
  { namePattern: 'jump' },
  { tag: 'Name' },
  { ids: ['i-stopped', 'i-shutting-down', 'i-terminated'] },
])('an instance that is gone is no host, one that is stopped is: %j', (selection) => {
  const hosts = selectHosts(inStates('stopped', 'shutting-down', 'terminated'), selection)
  expect(hosts.map(({ state }) => state)).toEqual(['stopped'])
})

it('a new host is tagged where that ends the choice of no other', () => {
  const [named] = inStates('running')
  if (!named) throw new Error('no instance')
  const tagged = { ...named, tags: { 'ssm-ready:role': 'jump-host' } }
  expect(tagsOfNewHost([])).toEqual(tagged.tags)
  expect(tagsOfNewHost([tagged])).toEqual(tagged.tags)
  expect(tagsOfNewHost([named])).toEqual({})
})
