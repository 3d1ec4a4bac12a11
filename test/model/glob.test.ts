import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { patternsOf } from '../../src/collect/redact-pattern.js'
import { wildcardMatches } from '../../src/iam/pattern.js'
import { Inventory } from '../../src/inventory/inventory.js'
import { selectHosts } from '../../src/inventory/select-hosts.js'
import { configSchema } from '../../src/model/config.js'
import { globMatches, globOf } from '../../src/model/glob.js'
import { applyAcceptances } from '../../src/report/acceptances.js'
import { hostFinding } from '../report/support.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches } from '../support/patch.js'
import { runs } from '../support/runs.js'

/** What a pattern means, without a thought for time. */
function slowly(pattern: string, text: string): boolean {
  const [first, ...rest] = pattern
  if (first === undefined) return text === ''
  if (first === '*') return Array.from({ length: text.length + 1 }).some((_, i) => slowly(rest.join(''), text.slice(i)))
  return text !== '' && (first === '?' || first === text[0]) && slowly(rest.join(''), text.slice(1))
}

const letters = (words: string, maxLength: number) => fc.string({ unit: fc.constantFrom(...words), maxLength })

/** Patterns for which a matcher that tries every way is at it for years. */
const HOSTILE = [
  [`${'*a'.repeat(30)}*b`, 'a'.repeat(200)],
  [`${'a*'.repeat(30)}b`, 'a'.repeat(200)],
  ['*?'.repeat(40), 'a'.repeat(39)],
  ['*'.repeat(2000), 'a'.repeat(200)],
] as const

/** Milliseconds, on a busy machine. */
const AT_ONCE = 1500

function timed<T>(what: () => T): T {
  const begun = performance.now()
  const result = what()
  expect(performance.now() - begun).toBeLessThan(AT_ONCE)
  return result
}

describe('patterns with * and ?', () => {
  it('match what a slow reference matches', () => {
    fc.assert(
      fc.property(letters('ab*?\u0001\u0002', 8), letters('ab.\u0001\u0002', 8), (pattern, text) => {
        expect(globMatches(globOf(pattern), text)).toBe(slowly(pattern, text))
        expect(wildcardMatches(pattern, text)).toBe(slowly(pattern, text))
      }),
      runs(500, 5000),
    )
  })

  it.each(HOSTILE)('of a policy, hostile: %.20s', (pattern, text) => {
    expect(timed(() => wildcardMatches(pattern, text))).toBe(/^\*+$/.test(pattern))
  })

  it('of a policy, as long as AWS lets them be', () => {
    expect(timed(() => wildcardMatches(`${'*a'.repeat(5000)}b`, 'a'.repeat(2048)))).toBe(false)
  })

  it.each(HOSTILE)('of an acceptance, hostile: %.20s', (subject, id) => {
    const finding = hostFinding('host-keyless', 'fail')
    const judged = { ...finding, subject: { ...finding.subject, id }, hostIds: [], region: 'eu-west-1' }
    const accepting = [{ check: 'host-keyless', subject, reason: 'r' }]
    const { findings } = timed(() => applyAcceptances([judged as never], accepting, '2026-11-24'))
    expect(findings[0]?.accepted !== undefined).toBe(/^\*+$/.test(subject))
  })

  it('of a policy that is redacted, hostile', () => {
    expect(
      timed(() => patternsOf(`${'*e'.repeat(40)}*x`, new Set(['e'.repeat(60), 'session']))).length,
    ).toBeGreaterThan(0)
  })
})

describe('hosts.namePattern', () => {
  const named = (name: string) =>
    applyPatches(articleSnapshot(), [{ at: 'regions.eu-west-1.instances.i-0a1', merge: { name } }])
  const hostsOf = (name: string, namePattern: string) =>
    new Inventory(named(name), configSchema.parse({ hosts: { namePattern } })).regions.flatMap(({ hosts }) => hosts)
      .length

  it.each([
    ['jump-a', '^JUMP-[a-z]$', 1],
    ['web', 'jump|bastion', 0],
  ])('%s by %s', (name, pattern, count) => {
    expect(hostsOf(name, pattern)).toBe(count)
  })

  it('that would take for ever ends with a sentence', () => {
    const { instances } = named(`${'a'.repeat(200)}!`).regions[0] ?? {}
    if (instances?.outcome !== 'ok') throw new Error('no instances')
    const begun = performance.now()
    expect(() => selectHosts(instances.value, { namePattern: '(a+)+$' })).toThrow(
      'hosts.namePattern: expected a regular expression that is matched at once, got (a+)+$, which takes longer than 2 s for the names here.',
    )
    expect(performance.now() - begun).toBeLessThan(10_000)
  })
})
