import type { Hop, Remedy } from '../../model/finding.js'
import { hasWarning, type Journey, type PathResult } from '../../network/index.js'
import { type CheckContext, fail, type Outcome, pass, unknown, warn } from '../define.js'

/** What a check says of a path. `goal`: `i-0a1 … tcp/443 of …`, to be put behind "reaches" or "cannot reach". */
export interface PathStory {
  host: string
  /** What is dialled, with its port. */
  target: string
  /** By which way, behind "through". */
  via?: string
  /** A sentence to add to a failure. */
  remark?: () => string | undefined
  /** Key of a warning. */
  warnReason?: string
  evidence: Record<string, unknown>
  remedyOf: (hop: Hop) => Remedy | undefined
}

/** The finding of a path: it names the first hop that is in the way, and lists them all; of a pass, where they are wanted. */
export function pathOutcome(
  { path, hops: told }: Journey<PathResult>,
  story: PathStory,
  context: CheckContext,
): Outcome {
  const { host, target, via, evidence } = story
  const through = via === undefined ? '' : ` through ${via}`
  const passes = path.verdict === 'open' && !hasWarning(path)
  const hops = passes && context.withoutHopsOfPasses ? undefined : told()
  const common = { evidence, ...(hops && { hops }) }
  if (passes) return pass('reachable', `${host} reaches ${target}${through}.`, common)
  const first = (outcome: Hop['outcome']) => hops?.find((hop) => hop.outcome === outcome)
  if (path.verdict === 'blocked') {
    const hop = first('fail')
    const remedy = hop && story.remedyOf(hop)
    const remark = story.remark?.()
    const words = [`${host} cannot reach ${target}${through}.`, ...sentences(hop), ...(remark ? [remark] : [])]
    return fail(`blocked-by-${hop?.kind ?? 'network'}`, words.join(' '), { ...common, ...(remedy && { remedy }) })
  }
  if (path.verdict === 'unknown') {
    const hop = first('unknown')
    const remedy = hop?.code === 'MIDDLEBOX' ? story.remedyOf(hop) : undefined
    return unknown(reasonOf(hop), [`Whether ${host} reaches ${target} is not known.`, ...sentences(hop)].join(' '), {
      ...common,
      ...(remedy && { remedy }),
    })
  }
  const hop = first('warn')
  const remedy = hop && story.remedyOf(hop)
  const words = [`${host} reaches ${target}${through}, but not always.`, ...sentences(hop)].join(' ')
  return warn(story.warnReason ?? 'partly-reachable', words, { ...common, ...(remedy && { remedy }) })
}

function sentences(hop: Hop | undefined): string[] {
  if (!hop) return []
  return [hop.why, ...(hop.nearMiss === undefined ? [] : [`Nearest: ${hop.nearMiss}.`])]
}

/** Codes are keys already: `API_DENIED` → `api-denied`. */
const reasonOf = (hop: Hop | undefined) => (hop?.code ?? 'unknown').toLowerCase().replaceAll('_', '-')
