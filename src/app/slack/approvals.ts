import { createHash } from 'node:crypto'
import type { S3Client } from '@aws-sdk/client-s3'
import * as z from 'zod'
import { getObject, type KnownFile, putObjectUnchanged } from '../../aws/object-file.js'

const approvalSchema = z.object({
  /** Who pressed. */
  by: z.object({ id: z.string(), name: z.string().optional() }),
  at: z.iso.datetime(),
  /** `failed`: another press may try again. */
  state: z.enum(['started', 'done', 'failed']),
  /** When what was started has ended for certain. */
  until: z.iso.datetime(),
})
export type Approval = z.infer<typeof approvalSchema>

export interface ApprovedStep {
  planId: string
  stepId: string
}

/** Who has approved what: each step is applied for one press. */
export interface Approvals {
  /** @returns the approval before this one, where it is not ours to apply */
  claim(step: ApprovedStep, approval: Approval): Promise<Approval | undefined>
  end(step: ApprovedStep, approval: Approval): Promise<void>
}

/** Approvals as objects of a bucket, by conditional writes: of many presses at once S3 lets one through. */
export function approvalsIn(s3: S3Client, bucket: string): Approvals {
  const placeOf = ({ planId, stepId }: ApprovedStep) => ({
    ...{ s3, bucket },
    key: `slack/approvals/${planId}/${createHash('sha256').update(stepId).digest('hex')}.json`,
  })
  const put = (step: ApprovedStep, approval: Approval, known: KnownFile | undefined) => {
    const content = { body: JSON.stringify({ ...step, ...approval }), contentType: 'application/json' }
    return putObjectUnchanged(placeOf(step), content, known)
  }
  return {
    claim: async (step, approval) => {
      if (await put(step, approval, undefined)) return undefined
      const known = await getObject(placeOf(step))
      if (known === undefined) throw new Error(`The approval of ${step.stepId} is gone.`)
      const before = approvalSchema.parse(JSON.parse(known.text))
      if (!mayTryAgain(before, approval.at)) return before
      if (await put(step, approval, known)) return undefined
      // Somebody else was faster just now.
      return approvalSchema.parse(JSON.parse((await getObject(placeOf(step)))?.text ?? known.text))
    },
    end: async (step, approval) => {
      await put(step, approval, await getObject(placeOf(step)))
    },
  }
}

const mayTryAgain = ({ state, until }: Approval, at: string) =>
  state === 'failed' || (state === 'started' && Date.parse(at) > Date.parse(until))
