import type { JudgedProblem, Remedy } from '../../model/finding.js'
import type { Gap } from '../../model/report.js'
import type { Trouble } from './cause.js'

export const GAP_WORDS: Record<Gap['outcome'], string> = {
  denied: 'was denied',
  throttled: 'was throttled',
  timeout: 'did not answer in time',
  unsupported: 'is not available',
  error: 'answered with an error',
}

const MOST_CHECKS = 6

/** Of a problem that an API was not read: what is to be said and done, and where. */
export function apiWords(
  { finding, bears }: Trouble,
  symptoms: readonly Trouble[],
  gaps: readonly Gap[],
): Partial<Pick<JudgedProblem, 'reason' | 'message' | 'headline' | 'remedy' | 'region'>> {
  const { api, subject } = finding
  if (api === undefined || bears !== 'unknown') return {}
  const gap =
    gaps.find((each) => each.api === api && each.region === subject.region) ?? gaps.find((each) => each.api === api)
  if (!gap) return {}
  const checks = [...new Set([finding, ...symptoms.map((symptom) => symptom.finding)].map(({ checkId }) => checkId))]
  const left = checks.length - MOST_CHECKS
  const named = checks.slice(0, MOST_CHECKS).join(', ') + (left > 0 ? ` and ${left} more` : '')
  const remedy = gapRemedy(gap)
  return {
    reason: `api-${gap.outcome}`,
    message: `${api} ${GAP_WORDS[gap.outcome]} (${gap.region}), so that these checks cannot tell: ${named}.`,
    headline: `${api} ${GAP_WORDS[gap.outcome]} (${gap.region}).`,
    region: gap.region,
    ...(remedy && { remedy }),
  }
}

export function gapRemedy({ api, outcome }: Pick<Gap, 'api' | 'outcome'>): Remedy | undefined {
  if (outcome === 'denied') return { text: `Grant ${api} to the identity that runs the audit.` }
  return outcome === 'unsupported' ? undefined : { text: 'Run the audit again.' }
}
