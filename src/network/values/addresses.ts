import { type Family, intervalText, parseBlock } from '../../model/blocks.js'
import { difference, type Intervals, union } from './intervals.js'
import { remembered } from './remember.js'

export { type Block, type Family, parseBlock } from '../../model/blocks.js'

/**
 * Addresses of one family, as a value that exists once: two sets are the same object exactly when they hold the same
 * addresses. So a set is a key, and what people call it stands elsewhere.
 */
export class AddressSet {
  /** Only the factories below make one. */
  private constructor(
    readonly family: Family,
    readonly ranges: Intervals,
    /** What messages call it, where that is not the addresses themselves. */
    readonly text?: string,
  ) {}

  static readonly #known = new Map<string, WeakRef<AddressSet>>()
  static readonly #gone = new FinalizationRegistry<string>((key) => {
    if (AddressSet.#known.get(key)?.deref() === undefined) AddressSet.#known.delete(key)
  })

  static of(family: Family, intervals: Intervals): AddressSet {
    const ranges = union(intervals)
    const key = `${family} ${ranges.map(({ start, end }) => `${start} ${end}`).join(' ')}`
    const known = AddressSet.#known.get(key)?.deref()
    if (known) return known
    const created = new AddressSet(family, ranges)
    AddressSet.#known.set(key, new WeakRef(created))
    AddressSet.#gone.register(created, key)
    return created
  }

  /** The first address alone. */
  first(): AddressSet {
    const [range] = this.ranges
    if (!range) return this
    const { start } = range
    return AddressSet.of(this.family, [{ start, end: typeof start === 'bigint' ? start + 1n : start + 1 }])
  }

  /** The same addresses under another name: this one alone is another object than the set of its addresses. */
  called(text: string): AddressSet {
    return new AddressSet(this.family, this.ranges, text)
  }
}

/** The set of one address or CIDR block; `undefined` for any other text. */
export function addressSet(text: string): AddressSet | undefined {
  const block = parseBlock(text)
  return block && AddressSet.of(block.family, [block.interval])
}

/** The union of addresses and blocks of one family; `undefined` when none of them is one. */
export function addressSetOf(texts: readonly string[], family: Family): AddressSet | undefined {
  const intervals = texts.map(parseBlock).flatMap((block) => (block?.family === family ? [block.interval] : []))
  return intervals.length === 0 ? undefined : AddressSet.of(family, intervals)
}

export const ANY_IPV4 = AddressSet.of(4, [{ start: 0, end: 2 ** 32 }])
export const ANY_IPV6 = AddressSet.of(6, [{ start: 0n, end: 1n << 128n }])

export const anyAddress = (family: Family): AddressSet => (family === 4 ? ANY_IPV4 : ANY_IPV6)

/**
 * IPv4 blocks that are never routed on the internet.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const NOT_PUBLIC = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
]

const notPublic = union(NOT_PUBLIC.flatMap((text) => parseBlock(text)?.interval ?? []))

/** Where the public address of an AWS service can be, when nothing more is known of it. */
export const PUBLIC_IPV4 = AddressSet.of(4, difference(ANY_IPV4.ranges, notPublic))
/** Global unicast. */
export const PUBLIC_IPV6 = AddressSet.of(6, [{ start: 0x2n << 124n, end: 0x4n << 124n }])

export const publicAddresses = (family: Family): AddressSet => (family === 4 ? PUBLIC_IPV4 : PUBLIC_IPV6)

/** How many ranges a text lists before it counts the rest. */
const SHOWN = 3

/** As people write it: an address, a CIDR block, several of them. */
export const addressText = remembered((addresses: AddressSet): string => {
  if (addresses.text !== undefined) return addresses.text
  if (addresses === publicAddresses(addresses.family)) return 'a public address'
  const shown = addresses.ranges.slice(0, SHOWN).map((range) => intervalText(addresses.family, range))
  const more = addresses.ranges.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more ranges` : shown.join(', ')
})
