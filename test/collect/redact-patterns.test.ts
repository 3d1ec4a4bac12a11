import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../src/collect/redact.js'
import { wildcardMatches } from '../../src/iam/pattern.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches } from '../support/patch.js'
import { runs } from '../support/runs.js'

/** Words of AWS that stay, words that begin or end with such, others, and ids. */
const WORDS = [
  'instance',
  'log',
  'login',
  'weblog',
  'role',
  'prod',
  'acme',
  'mall',
  'i-0a1',
  'i-0b1',
  'i-0a2',
  '1122aa',
]
const name = fc
  .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 })
  .chain((words) => fc.constantFrom('/', '-', ':').map((separator) => words.join(separator)))

/** A name in which pieces are left out for wildcards. */
const pattern = fc
  .tuple(name, fc.array(fc.record({ at: fc.nat(12), length: fc.nat(4), any: fc.boolean() }), { maxLength: 2 }))
  .map(([text, holes]) =>
    holes.reduce((made, { at, length, any }) => {
      const [start, gone, end] = [made.slice(0, at), made.slice(at, at + length), made.slice(at + length)]
      return start + (any ? '*' : '?'.repeat([...gone].filter((c) => c !== '*').length)) + end
    }, text),
  )

function redactorOf(text: string, seed: string) {
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'ssm:*ession', Resource: text }],
  })
  const policies = 'iam.managedPolicies.[arn:aws:iam::123456789012:policy/jump-session].document'
  return createRedactor(applyPatches(articleSnapshot(), [{ at: policies, set: document }]), seed)
}

const matches = (patterns: readonly string[], text: string) => patterns.some((each) => wildcardMatches(each, text))

describe('patterns of a redacted policy', () => {
  it.each([
    ['i-0?1', 'i-0a1', true],
    ['i-0?1', 'i-0a2', false],
    ['inst*/i-0a1', 'instance/i-0a1', true],
    ['inst*/i-0a1', 'interface/i-0a1', false],
    ['log*', 'login', true],
    ['log*', 'log', true],
    ['log*', 'flog', false],
    ['*log', 'weblog', true],
    ['*prod', 'preprod', true],
    ['*prod', 'prod', true],
    ['*prod', 'preprods', false],
    ['key/11*', 'key/11111111-2222-3333-4444-555555555555', true],
    ['key/11*', 'key/21111111-2222-3333-4444-555555555555', false],
    ['eu-west-*', 'eu-west-1', true],
    ['eu-w*', 'eu-west-1', true],
    ['eu-north-*', 'eu-west-1', false],
  ])('%s matches %s: %s, also when both are redacted', (text, example, expected) => {
    for (const seed of ['a', 'b', 'c', 'd', 'e']) {
      const redact = redactorOf(text, seed)
      expect(matches([text], example)).toBe(expected)
      expect(matches(redact.pattern(text), redact(example))).toBe(expected)
    }
  })

  it('match what they matched, wherever their wildcards are', () => {
    fc.assert(
      fc.property(pattern, fc.array(name, { minLength: 1, maxLength: 4 }), fc.string(), (text, names, seed) => {
        const redact = redactorOf(text, seed)
        for (const each of names)
          if (matches([text], each)) expect([each, matches(redact.pattern(text), redact(each))]).toEqual([each, true])
        expect(redact.pattern(text).length).toBeGreaterThan(0)
      }),
      runs(150, 2000),
    )
  })

  it('say nothing of the letters of a name but where a wildcard hides what is before them', () => {
    const redact = redactorOf('arn:aws:s3:::acme*', 'seed')
    expect(redact.pattern('arn:aws:s3:::acme*').join()).not.toContain('acme')
    expect(redactorOf('*acme', 'seed').pattern('*acme').join()).not.toContain('acme')
  })
})
