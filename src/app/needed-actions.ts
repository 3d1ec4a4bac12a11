import { CHECKS } from '../checks/index.js'
import { COLLECTOR_ACTIONS } from '../collect/actions.js'
import { REMEDIES } from '../remediate/index.js'

/** Which regions there are, asked before anything is collected. (sts:GetCallerIdentity needs no permission.) */
const ALWAYS = ['ec2:DescribeRegions']

/** The IAM actions of an audit: what the collectors and checks look at. */
export function auditActions(): string[] {
  return unique([...ALWAYS, ...COLLECTOR_ACTIONS, ...CHECKS.flatMap((check) => check.needs)])
}

/** The IAM actions of the remedies, beyond those of an audit. */
export function remedyActions(): string[] {
  return unique(REMEDIES.flatMap(({ needs: { plan, apply, verify } }) => [...plan, ...apply, ...verify]))
}

const unique = (actions: readonly string[]) => [...new Set(actions)].sort()
