import { AddressSet, anyAddress, type Family } from './addresses.js'
import { type Interval, intersection, type Point } from './intervals.js'
import { remembered } from './remember.js'

/**
 * The places where some rules cut the addresses of a family. Between two cuts every address meets the same rules, so
 * that what is decided for one of them is decided for all, and is decided once.
 */
class CutsOfFamily {
  /** Starts of the pieces, in order; the first is the family's first address. */
  readonly #starts: readonly Point[]
  readonly #pieces = new Map<number, AddressSet>()

  constructor(
    readonly family: Family,
    blocks: readonly Interval[],
  ) {
    const [whole] = anyAddress(family).ranges
    const points = new Set(blocks.flatMap(({ start, end }) => [start, end]))
    if (whole) points.add(whole.start).delete(whole.end)
    this.#starts = [...points].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  }

  /** The whole piece in which the addresses lie; themselves where a cut divides them. */
  around(addresses: AddressSet): AddressSet {
    const [first] = addresses.ranges
    const last = addresses.ranges.at(-1)
    if (!first || !last) return addresses
    const index = this.#pieceOf(first.start)
    const end = this.#endOf(index)
    if (end === undefined || last.end > end) return addresses
    const known = this.#pieces.get(index)
    if (known) return known
    const piece = AddressSet.of(this.family, [{ start: this.#starts[index] ?? first.start, end }])
    this.#pieces.set(index, piece)
    return piece
  }

  #endOf(index: number): Point | undefined {
    return this.#starts[index + 1] ?? anyAddress(this.family).ranges[0]?.end
  }

  /** Index of the last start that is not behind the point, by bisection. */
  #pieceOf(point: Point): number {
    let low = 0
    let high = this.#starts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#starts[middle] ?? point) <= point) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}

export class Cuts {
  readonly #of: Record<Family, CutsOfFamily>

  constructor(blocks: readonly { family: Family; interval: Interval }[]) {
    const own = (family: Family) =>
      new CutsOfFamily(
        family,
        blocks.flatMap((block) => (block.family === family ? [block.interval] : [])),
      )
    this.#of = { 4: own(4), 6: own(6) }
  }

  around = (addresses: AddressSet): AddressSet => this.#of[addresses.family].around(addresses)
}

/** The cuts of several, each of which may be a part of many others. */
export class JoinedCuts {
  constructor(readonly parts: readonly Pick<Cuts, 'around'>[]) {}

  around = (addresses: AddressSet): AddressSet => {
    const [first, ...others] = this.parts.map((part) => part.around(addresses))
    return others.reduce((piece, other) => common(piece, other), first ?? addresses)
  }
}

const common = remembered(
  (a: AddressSet, b: AddressSet): AddressSet =>
    a === b ? a : AddressSet.of(a.family, intersection(a.ranges, b.ranges)),
)
