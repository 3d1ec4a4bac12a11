import { createHash } from 'node:crypto'
import type { NeededAction } from '../../model/needed-action.js'
import type { ChangeContext, StepIdentity } from '../change-handler.js'
import { poll } from '../wait.js'

export const PLAN_TAG = 'ssm-ready:plan'
export const STEP_TAG = 'ssm-ready:step'

/** By these, what a plan made is found again, and only what bears them is ever deleted. */
export const tagsOf = (
  { planId, stepId }: Pick<StepIdentity, 'planId' | 'stepId'>,
  more: Record<string, string> = {},
) => Object.entries({ ...more, [PLAN_TAG]: planId, [STEP_TAG]: stepId }).map(([Key, Value]) => ({ Key, Value }))

/**
 * At most 64 characters; the same however often a plan is applied, so that AWS makes one thing. AWS takes no token again of what
 * is gone, so one that was taken back, or a plan that was made anew, has another.
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export const tokenOf = ({ planId, stepId, plannedAt, timesUndone }: StepIdentity): string =>
  createHash('sha256').update(`${planId} ${stepId} ${plannedAt.toISOString()} ${timesUndone}`).digest('hex')

/** True for what a step of this plan made. */
export function isOf(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
  { planId, stepId }: StepIdentity,
): boolean {
  const value = (key: string) => tags?.find((tag) => tag.Key === key)?.Value
  return value(PLAN_TAG) === planId && value(STEP_TAG) === stepId
}

/** Filters of EC2 for what a step of this plan made. */
export const filtersOf = ({ planId, stepId }: StepIdentity) => [
  { Name: `tag:${PLAN_TAG}`, Values: [planId] },
  { Name: `tag:${STEP_TAG}`, Values: [stepId] },
]

/**
 * Asks EC2 whether a request would be carried out, then sends it.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html
 * @throws what the dry run said, when that is anything but "would have succeeded"
 */
export async function afterDryRun<T>(send: (dryRun: { DryRun: boolean }) => Promise<T>): Promise<T> {
  try {
    await send({ DryRun: true })
  } catch (error) {
    if ((error as { name?: unknown }).name !== 'DryRunOperation') throw error
  }
  return send({ DryRun: false })
}

/**
 * Looks until AWS shows what a call did: the next call may be answered by a server that has not heard of it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 * @param otherwise what to say where it never shows
 */
export async function untilSeen(
  look: () => Promise<boolean>,
  otherwise: string,
  context: ChangeContext,
): Promise<void> {
  const seen = await poll(async () => ((await look()) ? true : undefined), context.waits.effect, context)
  if ('ended' in seen) throw new Error(`${otherwise}: apply the plan again.`)
}

/** What a step is going to make bears the name that its id ends in: for commands that people run one after the other. */
export const plainName = (name: string): string => (name.startsWith('new:') ? (name.split(':').at(-1) ?? name) : name)

/** Lets a role make what bears the tag of a plan from the start, and nothing else. */
export const WITH_PLAN_TAG = { Null: { [`aws:RequestTag/${PLAN_TAG}`]: 'false' } }
/** Lets a role change or delete what a plan has made, and nothing else. */
export const ON_PLANNED = { Null: { [`aws:ResourceTag/${PLAN_TAG}`]: 'false' } }

/** Lets a role tag what it makes, while it makes it. */
export const mayTag = (createAction: string, resources: readonly string[]): NeededAction => ({
  action: 'ec2:CreateTags',
  resources,
  condition: { StringEquals: { 'ec2:CreateAction': createAction } },
})
