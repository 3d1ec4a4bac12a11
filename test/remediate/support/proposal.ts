import { SSMServiceException } from '@aws-sdk/client-ssm'
import type { JudgedFinding } from '../../../src/model/finding.js'
import { FLOOR, REGION } from './fleet-host.js'

/** A finding that proposes the remedy. */
export function finding(
  id: string,
  floor = FLOOR,
  status: JudgedFinding['status'] = 'fail',
  vpcId = 'vpc-0a1',
): JudgedFinding {
  const change = { kind: 'update-agent', region: REGION, instanceId: id, vpcId, floor } as const
  return {
    checkId: 'agent-remote-host',
    status,
    reason: 'agent-too-old',
    subject: { kind: 'host', id, region: REGION, accountId: '123456789012' },
    blocks: ['tunnel'],
    posture: false,
    message: '',
    evidence: {},
    remedy: { id: 'update-agent', text: '', changes: [{ remedy: 'update-agent', change }] },
    doc: 'https://docs.aws.amazon.com/',
  }
}

export function refusal(name: string, message: string, httpStatusCode = 400): SSMServiceException {
  return new SSMServiceException({ name, message, $fault: 'client', $metadata: { httpStatusCode } })
}
