import { read } from '../../inventory/read.js'
import type { EndpointService } from '../../model/config.js'
import { type CheckDefinition, defineCheck, type Outcome, pass, skip, unknown } from '../define.js'
import { type EndpointQuestion, isShared, judgeEndpoints } from './endpoint-judgement.js'
import { privateZoneRecord } from './private-zone.js'

/** The check that a VPC has the endpoint that its hosts need for `service`. Whether a host reaches it is `path-*`. */
export function defineEndpointCheck(about: {
  service: EndpointService
  title: string
  doc: string
}): CheckDefinition<'vpc'> {
  const { service, title, doc } = about
  return defineCheck({
    id: `endpoint-${service}`,
    title,
    subject: 'vpc',
    blocks: [],
    posture: true,
    needs: [
      ...['ec2:DescribeVpcs', 'ec2:DescribeInstances', 'ec2:DescribeVpcEndpoints', 'ec2:DescribeSubnets'],
      ...['route53:ListHostedZonesByVPC', 'route53:ListResourceRecordSets', ...MORE_NEEDS[service]],
    ],
    doc,
    statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
    run({ vpcId }, { inventory, region }) {
      read(region.snapshot.instances)
      const need = region.needsOf(vpcId).find((candidate) => candidate.service === service)
      if (!need || need.needed === 'no')
        return skip(need?.reasons[0] ?? 'no-hosts', `${vpcId} needs no ${service} endpoint.`)
      if (need.failure) return read<never>(need.failure)
      const hosts = region.knownHostsOf(vpcId)
      return judge({
        service,
        vpcId,
        hosts,
        inventory,
        region,
        accountId: inventory.snapshot.accountId,
        neededFor: need.reasons,
      })
    },
  })
}

/** What the derived need of each service, or a gateway endpoint, is read from. */
const MORE_NEEDS: Record<EndpointService, string[]> = {
  ssm: [],
  ssmmessages: [],
  ec2messages: ['ssm:DescribeInstanceInformation', 'ec2:DescribeVpcEndpointServices'],
  ec2: [],
  kms: ['ssm:GetDocument'],
  logs: ['ssm:GetDocument'],
  s3: ['ec2:DescribeRouteTables'],
}

function judge(question: EndpointQuestion): Outcome {
  const { service, vpcId, region } = question
  const own = judgeEndpoints(question)
  if (own.status !== 'fail') return own
  if (own.reason === 'absent' && isShared(question))
    return unknown(
      'shared-vpc',
      `${vpcId} is shared by another account, whose ${service} endpoint would not show here.`,
    )
  const record = privateZoneRecord(service, vpcId, region)
  if (!record) return own
  return pass('private-hosted-zone', `${vpcId}: ${record.name} is answered by hosted zone ${record.hostedZoneId}.`, {
    evidence: record,
  })
}
