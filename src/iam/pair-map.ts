/** Values by two texts that other people may have written: no pair can be taken for another. */
export class PairMap<V> {
  readonly #rows = new Map<string, Map<string, V>>()

  get(first: string, second: string): V | undefined {
    return this.#rows.get(first)?.get(second)
  }

  set(first: string, second: string, value: V): void {
    const row = this.#rows.get(first) ?? new Map<string, V>()
    this.#rows.set(first, row.set(second, value))
  }
}
