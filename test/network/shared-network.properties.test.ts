import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../support/runs.js'
import { answer, networkOf, questions } from './ask.js'
import { drawn, draws } from './draw.js'
import { company } from './reference/random-company.js'

const TIMEOUT = { timeout: 600_000 }

describe('what was judged before', () => {
  it('changes no answer, sentences included', TIMEOUT, () => {
    fc.assert(
      fc.property(company, draws(6), (random, chosen) => {
        const { snapshot } = random
        const shared = networkOf(snapshot)
        const asked = drawn(questions(random), chosen)
        const answers = asked.map((question) => answer(question, snapshot, shared))
        // The last ones have the longest history.
        expect(answers.slice(-2)).toEqual(asked.slice(-2).map((question) => answer(question, snapshot)))
      }),
      runs(60, 5000),
    )
  })
})
