import { CHECKS } from '../checks/index.js'
import { COLLECTOR_ACTIONS } from '../collect/actions.js'
import type { NeededAction } from '../model/needed-action.js'
import { PROBE_ACTIONS } from '../model/probe-actions.js'
import { handlerOf } from '../remediate/changes/index.js'
import { REMEDIES } from '../remediate/index.js'

/** Which regions there are, asked before anything is collected. (sts:GetCallerIdentity needs no permission.) */
const ALWAYS = ['ec2:DescribeRegions']

/** The IAM actions of an audit: what the collectors and checks look at. What a probe does is never among them. */
export function auditActions(): string[] {
  const looked = CHECKS.flatMap((check) => check.needs).filter((action) => !PROBE_ACTIONS.includes(action))
  return unique([...ALWAYS, ...COLLECTOR_ACTIONS, ...looked])
}

/** What the remedies need beyond an audit, each action once, with the narrowest resources. */
export function remedyNeeds(ids: readonly string[]): NeededAction[] {
  const remedies = REMEDIES.filter((remedy) => ids.includes(remedy.id))
  const needs = remedies.flatMap(({ kinds, endpointType: type, needs: actions = [] }) => [
    ...actions.map((action): NeededAction => ({ action })),
    ...kinds
      .flatMap((kind) => handlerOf({ kind }).needs)
      .filter(({ endpointType = type }) => endpointType === type)
      .map(({ endpointType, ...need }) => need),
  ])
  const byAction = new Map(needs.map((need) => [JSON.stringify(need), need]))
  return [...byAction.values()].sort((a, b) => (a.action < b.action ? -1 : 1))
}

const unique = (actions: readonly string[]) => [...new Set(actions)].sort()
