/** Bytes on their way out, taken in pieces of any size. */
export class OutputQueue {
  #parts: Buffer[] = []
  #head = 0
  /** In bytes. */
  length = 0

  push(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.#parts.push(bytes)
    this.length += bytes.length
  }

  take(limit: number): Buffer {
    const taken: Buffer[] = []
    for (let left = limit; left > 0 && this.#head < this.#parts.length; ) {
      const first = this.#parts[this.#head] as Buffer
      const piece = first.subarray(0, left)
      taken.push(piece)
      left -= piece.length
      this.length -= piece.length
      if (piece.length < first.length) this.#parts[this.#head] = first.subarray(piece.length)
      else this.#advance()
    }
    return taken.length === 1 ? (taken[0] as Buffer) : Buffer.concat(taken)
  }

  clear(): void {
    this.#parts = []
    this.#head = 0
    this.length = 0
  }

  /** Moving the rest up for each piece would take time that grows with its square. */
  #advance(): void {
    this.#head++
    if (this.#head < 1_024 && this.#head < this.#parts.length) return
    this.#parts = this.#parts.slice(this.#head)
    this.#head = 0
  }
}
