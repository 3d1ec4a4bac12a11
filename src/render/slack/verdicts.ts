import type { VpcVerdict } from '../../model/finding.js'

/** A verdict at a glance; the word or sentence beside it says the same. */
export const EMOJI: Record<VpcVerdict, string> = {
  READY: ':large_green_circle:',
  DEGRADED: ':large_yellow_circle:',
  BLOCKED: ':red_circle:',
  UNKNOWN: ':white_circle:',
  NOT_APPLICABLE: ':heavy_minus_sign:',
}
