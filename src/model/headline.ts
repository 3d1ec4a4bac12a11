import type { Finding, Hop } from './finding.js'

/** The first hop of the worst outcome: a path is judged by it. */
export function decidingHop({ hops = [] }: Pick<Finding, 'hops'>): Hop | undefined {
  for (const outcome of ['fail', 'unknown', 'warn'] as const) {
    const hop = hops.find((each) => each.outcome === outcome)
    if (hop) return hop
  }
  return undefined
}

/** A stop inside a name (`ssm.eu-west-1.amazonaws.com`) ends no sentence. */
export const firstSentence = (message: string): string => message.split(/(?<=[.?!]) (?=[A-Z])/, 1)[0] ?? message

/** What is amiss, in one sentence for a line in a list. */
export const headlineOf = (finding: Pick<Finding, 'hops' | 'message'>): string =>
  decidingHop(finding)?.why ?? firstSentence(finding.message)
