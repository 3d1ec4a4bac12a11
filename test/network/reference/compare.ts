import type { Hop } from '../../../src/model/finding.js'
import type { Word } from '../support.js'
import type { Share } from './simulate.js'

/** What the evaluator says of a path, held against every answer that is possible. */
export type Judgement =
  | { kind: 'right' }
  /** It claims what is not so, or not certain. */
  | { kind: 'wrong'; name: string }
  /** It does not know what can be known. */
  | { kind: 'undecided'; name: string }

export function compare(word: Word, truths: Set<Share>, hops: readonly Hop[]): Judgement {
  const truth = [...truths].sort().join('|')
  const decisive = hops.filter((h) => h.outcome === (word === 'unknown' ? 'unknown' : 'fail'))
  const name = `${word}, truly ${truth}: ${decisive.map((h) => `${h.kind} ${h.code}`).join(', ')}`
  if (word === 'unknown') return truths.size > 1 ? { kind: 'right' } : { kind: 'undecided', name }
  return truth === word ? { kind: 'right' } : { kind: 'wrong', name }
}
