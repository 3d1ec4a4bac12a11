import { createHash } from 'node:crypto'
import { groupBy } from '../../model/group-by.js'

/** Names of CloudFormation have 255 characters at most, and parts of a step put a word in front. */
const LONGEST = 200

/** A name for each step, the same in every plan; what would bear the same name bears some of a hash, too. */
export function namesOf(ids: readonly string[], wordsOf: (words: readonly string[]) => string): Map<string, string> {
  const named = new Map<string, string>()
  const plain = (id: string) => wordsOf(id.split(/[^A-Za-z0-9]+/).filter((word) => word !== ''))
  for (const [name, alike] of groupBy(ids, (id) => plain(id).toLowerCase()))
    for (const id of alike) {
      const isPlain = alike.length === 1 && name.length <= LONGEST
      named.set(id, isPlain ? plain(id) : wordsOf([plain(id).slice(0, LONGEST), hashOf(id)]))
    }
  return named
}

const hashOf = (id: string) => createHash('sha256').update(id).digest('hex').slice(0, 12)

export const capitalised = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)
