/**
 * What nobody can see from outside is chosen: whether a firewall lets a packet through, what a foreign DNS server
 * answers. Each choice has a name and is made once per world, so that equal questions have equal answers.
 */
export type Choose = (name: string, options: number) => number

/** What `run` gives in the worlds that the choices allow, up to the second answer. Throws rather than go on for ever. */
export function everyWorld<T>(run: (choose: Choose) => T, limit = 20_000): Set<T> {
  const answers = new Set<T>()
  const path: { name: string; option: number; options: number }[] = []
  for (let worlds = 0; ; worlds++) {
    if (worlds > limit) throw new Error(`more than ${limit} worlds: ${path.map((p) => p.name).join(', ')}`)
    let step = 0
    const made = new Map<string, number>()
    const choose: Choose = (name, options) => {
      const before = made.get(name)
      if (before !== undefined) return before
      const planned = path[step] ?? { name, option: 0, options }
      if (planned.name !== name) throw new Error(`asked for ${name} where ${planned.name} was asked before`)
      path[step++] = planned
      made.set(name, planned.option)
      return planned.option
    }
    answers.add(run(choose))
    if (answers.size > 1) return answers
    path.length = step
    while (path.length > 0 && (path.at(-1)?.option ?? 0) + 1 >= (path.at(-1)?.options ?? 0)) path.pop()
    const last = path.at(-1)
    if (!last) return answers
    last.option++
  }
}
