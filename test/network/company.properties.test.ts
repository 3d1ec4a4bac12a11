import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../support/runs.js'
import { answer, findings, networkOf, questions } from './ask.js'
import { company } from './reference/random-company.js'

/** `npm run test:properties` tries the larger number. */
const RUNS = runs(60, 300)
const TIMEOUT = { timeout: 600_000 }

describe('what was judged before', () => {
  it('changes no answer, sentences included', TIMEOUT, () => {
    fc.assert(
      fc.property(company, fc.boolean(), (random, backwards) => {
        const shared = networkOf(random.snapshot)
        const asked = backwards ? questions(random).reverse() : questions(random)
        for (const question of asked)
          expect(answer(question, random.snapshot, shared)).toEqual(answer(question, random.snapshot))
      }),
      RUNS,
    )
  })
})

describe('the company of other hosts', () => {
  it('changes no finding of a host audited alone', TIMEOUT, () => {
    fc.assert(
      fc.property(company, (random) => {
        const together = findings(random.snapshot)
        for (const { instanceId } of random.hosts)
          for (const [key, alone] of findings(random.snapshot, [instanceId]))
            if (alone.subject.id.startsWith(instanceId)) expect(alone).toEqual(together.get(key))
      }),
      RUNS,
    )
  })
})
