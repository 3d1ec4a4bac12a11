/** What has to come before what. */
export class Links {
  private readonly before = new Map<string, Set<string>>()

  add(id: string, earlier: Iterable<string>): void {
    const known = this.before.get(id) ?? new Set()
    for (const each of earlier) known.add(each)
    this.before.set(id, known)
  }

  of(id: string): string[] {
    return [...(this.before.get(id) ?? [])]
  }

  /** True when the second comes before the first, by however many others, or is it. */
  reaches(from: string, to: string, seen = new Set<string>()): boolean {
    if (from === to) return true
    if (seen.has(from)) return false
    seen.add(from)
    return this.of(from).some((id) => this.reaches(id, to, seen))
  }
}
