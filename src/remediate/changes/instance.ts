import { DescribeInstancesCommand, type EC2Client, type Instance } from '@aws-sdk/client-ec2'
import { hasCode } from '../../aws/errors.js'

/** The instance as EC2 has it now; `undefined` where it is gone, or on its way. */
export async function instanceNow(ec2: EC2Client, instanceId: string): Promise<Instance | undefined> {
  const answer = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] })).catch((error: unknown) => {
    if (hasCode(error, ['InvalidInstanceID.NotFound'])) return undefined
    throw error
  })
  const instance = answer?.Reservations?.flatMap(({ Instances = [] }) => Instances)[0]
  const state = instance?.State?.Name
  return state === 'terminated' || state === 'shutting-down' ? undefined : instance
}

export const gone = (instanceId: string) => ({
  is: 'neither' as const,
  facts: { instance: 'absent' },
  message: `${instanceId} does not exist any more.`,
})

// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
export const INSTANCES = ['arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:instance/*']
