import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PathResult } from '../../src/network/values/hops.js'
import { runs } from '../support/runs.js'
import { answer, networkOf, questions } from './ask.js'
import { drawn, draws } from './draw.js'
import { company } from './reference/random-company.js'
import { orders, reordered } from './reference/reorder.js'

/** Where a sentence names several things, their order means nothing. */
const words = (sentence: string) =>
  sentence
    .split(/[\s,;]+/)
    .sort()
    .join(' ')

/** What a path says, in whatever order several interfaces or zones are spoken of. */
const said = ({ verdict, hops }: PathResult) => ({
  verdict,
  hops: hops.map(({ at, kind, outcome, code, why }) => `${at} ${kind} ${outcome} ${code}: ${words(why)}`).sort(),
})

const TIMEOUT = { timeout: 600_000 }

describe('the order of every list', () => {
  it('changes neither the verdict of a path nor what its hops say', TIMEOUT, () => {
    fc.assert(
      fc.property(company, orders, draws(2), (random, order, chosen) => {
        const { snapshot } = random
        const other = reordered(snapshot, order)
        const [before, after] = [networkOf(snapshot), networkOf(other)]
        const asked = drawn(questions(random), chosen)
        expect(asked.map((question) => said(answer(question, other, after)))).toEqual(
          asked.map((question) => said(answer(question, snapshot, before))),
        )
      }),
      runs(60, 5000),
    )
  })
})
