import { read } from '../../inventory/read.js'
import type { EndpointService } from '../../model/config.js'
import { type CheckDefinition, defineCheck, type Outcome, pass, skip, unknown } from '../define.js'
import { isShared, judgeEndpoints } from './endpoint-judgement.js'
import { keyOf, type LedToEndpoints, whereNamesLead } from './endpoint-names.js'
import type { EndpointQuestion } from './endpoint-question.js'
import { DNS_NEEDS } from './network-needs.js'

/** The check that a VPC has the endpoint that its hosts need for `service`. Whether a host reaches it is `path-*`. */
export function defineEndpointCheck(about: {
  service: EndpointService
  title: string
  why: string
  doc: string
}): CheckDefinition<'vpc'> {
  const { service, title, why, doc } = about
  return defineCheck({
    id: `endpoint-${service}`,
    title,
    why,
    console: consoleOf(service),
    subject: 'vpc',
    blocks: [],
    posture: true,
    symptomOf: ['vpc-dns'],
    family: 'endpoint',
    needs: [
      ...['ec2:DescribeVpcs', 'ec2:DescribeInstances', 'ec2:DescribeVpcEndpoints', 'ec2:DescribeSubnets'],
      ...['ec2:DescribeNetworkInterfaces', ...DNS_NEEDS, ...MORE_NEEDS[service]],
    ],
    doc,
    statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
    run({ vpcId }, { inventory, network, region }) {
      read(region.snapshot.instances)
      const need = region.needsOf(vpcId).find((candidate) => candidate.service === service)
      if (!need || need.needed === 'no')
        return skip(need?.reasons[0] ?? 'no-hosts', `${vpcId} needs no ${service} endpoint.`)
      if (need.failure) return read<never>(need.failure)
      if (need.needed === 'unknown') return needUnknown(service, region.region)
      const hosts = region.knownHostsOf(vpcId)
      return judge({
        service,
        vpcId,
        hosts,
        inventory,
        network,
        region,
        accountId: inventory.snapshot.accountId,
        neededFor: need.reasons,
      })
    },
  })
}

/** A gateway costs nothing; for every other service there are interfaces alone. */
const consoleOf = (service: EndpointService) =>
  `VPC > Endpoints > Create endpoint > AWS services > com.amazonaws.REGION.${service}, ${
    service === 's3'
      ? "of type Gateway, with the route tables of the hosts' subnets"
      : 'with private DNS, a private subnet of each zone and a security group that admits HTTPS from the hosts'
  }. Of an endpoint that is there: Actions > Modify private DNS name, Manage subnets or Manage security groups.`

/** What the derived need of each service, or a gateway endpoint, is read from. */
const MORE_NEEDS: Record<EndpointService, string[]> = {
  ssm: [],
  ssmmessages: [],
  ec2messages: ['ssm:DescribeInstanceInformation', 'ec2:DescribeVpcEndpointServices'],
  ec2: [],
  kms: ['ssm:GetDocument'],
  logs: ['ssm:GetDocument'],
  s3: ['ec2:DescribeRouteTables', 'ssm:GetDocument'],
}

/** The session preferences name what would need it in a way that nobody understands. */
export const needUnknown = (service: EndpointService, region: string): Outcome =>
  unknown(
    'need-unknown',
    `Whether ${service} is needed is not known: the session preferences of ${region} have no usable value for what needs it.`,
  )

function judge(question: EndpointQuestion): Outcome {
  const { service, vpcId } = question
  const own = judgeEndpoints(question)
  if (!ELSEWHERE.has(own.reason)) return own
  if (own.reason === 'absent' && isShared(question))
    return unknown(
      'shared-vpc',
      `${vpcId} is shared by another account, whose ${service} endpoint would not show here.`,
    )
  const led = whereNamesLead(question)
  // Other DNS servers know no zones of the VPC: that the endpoint is not there stands by itself.
  if (led.kind === 'unknown') return led.outcome.reason === 'custom-dns-servers' ? own : led.outcome
  if (led.kind === 'elsewhere' && led.hop.outcome === 'fail')
    return {
      ...own,
      // However an endpoint that is being made turns out: its names lead nowhere.
      ...(own.status === 'unknown' && { status: 'fail' as const, reason: keyOf(led.hop), hops: [led.hop] }),
      message: `${own.message} ${led.hop.why}`,
      // A zone that answers wrongly is what keeps another VPC's endpoint from serving.
      ...(OF_A_ZONE.has(led.hop.code) && { hops: [led.hop] }),
    }
  return led.kind === 'endpoints' ? byHostedZone(led, question) : own
}

const OF_A_ZONE = new Set(['NO_RECORD', 'NO_SUCH_NAME', 'CNAME_LOOP', 'WRONG_SERVICE'])

/** Reasons for which a VPC may still use the endpoint of another one, by a hosted zone. */
const ELSEWHERE = new Set([
  ...['absent', 'private-dns-off', 'gateway-not-associated', 'endpoint-pending', 'endpoint-failed'],
  ...['endpoint-rejected', 'endpoint-expired', 'endpoint-not-available'],
])

function byHostedZone({ ids, names, hop }: LedToEndpoints, { vpcId, neededFor }: EndpointQuestion): Outcome {
  return pass('private-hosted-zone', `${vpcId}: ${names.join(', ')} leads to ${ids.join(', ')} by ${hop.at}.`, {
    evidence: { hostedZoneId: hop.at, names, vpcEndpointIds: ids, neededFor },
  })
}
