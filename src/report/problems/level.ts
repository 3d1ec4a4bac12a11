import { type Finding, PROBLEM_LEVELS, type ProblemLevel } from '../../model/finding.js'
import type { Trouble } from './cause.js'

/** How much a trouble takes away; `undefined` where it takes nothing that a verdict or a posture rests on. */
export function levelOf({ finding, bears }: Trouble): ProblemLevel | undefined {
  const { blocks, posture, status, api } = finding
  if (blocks.length > 0 && bears !== 'unknown') return bears === 'fail' ? 'blocked' : 'degraded'
  if (bears === 'unknown') return blocks.length > 0 || posture || api !== undefined ? 'unknown' : undefined
  return posture && status === 'fail' ? 'deviating' : undefined
}

/** Less is worse. */
export const levelRank = (level: ProblemLevel): number => PROBLEM_LEVELS.indexOf(level)

export function worstLevel(levels: readonly (ProblemLevel | undefined)[]): ProblemLevel | undefined {
  return PROBLEM_LEVELS.find((level) => levels.includes(level))
}

/** Of several findings of one cause, one that bears on tunnels leads. */
export const bearsOnTunnels = ({ blocks }: Pick<Finding, 'blocks'>): boolean => blocks.includes('tunnel')
