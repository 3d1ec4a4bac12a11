import type { Network } from '../network.js'
import { type Family, parseBlock } from '../values/addresses.js'
import { Cuts } from '../values/cuts.js'
import type { Interval } from '../values/intervals.js'
import { remembered } from '../values/remember.js'
import { StabIndex } from '../values/stab-index.js'

export function prefixListEntries(prefixListId: string, network: Network) {
  const list = network.prefixList(prefixListId)
  if (!list.found) return list
  const { entries } = list.value
  if (entries.outcome === 'ok') return { found: true as const, value: entries.value }
  return {
    found: false as const,
    code: 'PREFIX_LIST_UNREADABLE',
    api: entries.api,
    why: `The entries of ${prefixListId} could not be read (${entries.api}: ${entries.outcome}).`,
  }
}

/** The addresses of a list, for all rules that name it: there may be thousands of both. */
export interface ListedAddresses {
  index: Record<Family, StabIndex<undefined>>
  cuts: Cuts
  /** Entries that are no addresses. */
  malformed: readonly string[]
}

export const listedAddresses = remembered((network: Network, prefixListId: string) => {
  const entries = prefixListEntries(prefixListId, network)
  if (!entries.found) return entries
  const blocks = entries.value.map((text) => ({ text, block: parseBlock(text) }))
  const known = blocks.flatMap(({ block }) => block ?? [])
  const indexOf = (family: Family) =>
    new StabIndex(
      known.flatMap((block): (Interval & { tag: undefined })[] =>
        block.family === family ? [{ ...block.interval, tag: undefined }] : [],
      ),
    )
  const value: ListedAddresses = {
    index: { 4: indexOf(4), 6: indexOf(6) },
    cuts: new Cuts(known),
    malformed: blocks.flatMap(({ text, block }) => (block ? [] : [text])),
  }
  return { found: true as const, value }
})
