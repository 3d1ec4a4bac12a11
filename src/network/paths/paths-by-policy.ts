import type { VpcEndpoint } from '../../model/snapshot-network.js'
import type { PathResult } from '../values/hops.js'
import type { PolicyAnswer, PolicyJudge } from './endpoint-policy.js'

interface Asked {
  document: string
  endpoint: VpcEndpoint
}

/**
 * The paths of hosts that differ by nothing but what the policies on their way say of each. Hosts of whom all policies say
 * the same share one path.
 */
export class PathsByPolicy<P extends PathResult> {
  /** The policies that the first path asked, in its order. */
  #asked: readonly Asked[] | undefined
  readonly #known = new Map<string, P>()

  /** The path where the policies answer so. `evaluate` must rest on nothing else that differs from one call to the next. */
  under(allows: PolicyJudge, evaluate: (allows: PolicyJudge) => P): P {
    const known =
      this.#asked && this.#known.get(keyOf(this.#asked.map((asked) => allows(asked.document, asked.endpoint))))
    if (known) return known
    const asked: Asked[] = []
    const answers: PolicyAnswer[] = []
    const path = evaluate((document, endpoint) => {
      const answer = allows(document, endpoint)
      asked.push({ document, endpoint })
      answers.push(answer)
      return answer
    })
    this.#asked ??= asked
    // A path that asked others than the first one is not found by what they answer.
    if (isSame(asked, this.#asked)) this.#known.set(keyOf(answers), path)
    return path
  }
}

const keyOf = (answers: readonly PolicyAnswer[]) => JSON.stringify(answers.map(({ decision, why }) => [decision, why]))

const isSame = (some: readonly Asked[], others: readonly Asked[]) =>
  some.length === others.length && some.every((each, i) => each.endpoint === others[i]?.endpoint)
