import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const { examine } = (await import('../../scripts/dependencies.mjs' as string)) as {
  examine: (lock: string) => { shipped: Record<string, number>; faults: string[] }
}

const lockOf = (packages: Record<string, object>) => JSON.stringify({ packages: { '': {}, ...packages } })

describe('dependencies', () => {
  it('have permissive licences, are no more than they were, and need no script when they are installed', () => {
    const { shipped, faults } = examine(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'))
    expect(faults).toEqual([])
    expect(shipped['Apache-2.0']).toBeGreaterThan(40)
  })

  it.each([
    ['a licence that asks for more', { license: 'GPL-3.0' }, 'a has the licence GPL-3.0'],
    ['one that is shipped, and a licence for tools alone', { license: 'MPL-2.0' }, 'a has the licence MPL-2.0'],
    ['none', {}, 'a has the licence none'],
    ['a script', { license: 'MIT', hasInstallScript: true }, 'a runs a script when it is installed'],
    [
      'a script of a tool',
      { license: 'MIT', dev: true, hasInstallScript: true },
      'a runs a script when it is installed',
    ],
  ])('%s is found', (_, fields, fault) => {
    expect(examine(lockOf({ 'node_modules/b/node_modules/a': fields })).faults).toEqual([fault])
  })

  it('more than a few more are found', () => {
    const many = Array.from({ length: 126 }, (_, i) => [`node_modules/p${i}`, { license: 'MIT' }] as const)
    expect(examine(lockOf(Object.fromEntries(many))).faults).toEqual(['126 packages are shipped, at most 125 may be'])
  })
})
