import type { Change, CreateEndpointChange, CreateSecurityGroupChange } from '../../model/change.js'
import type { EndpointService } from '../../model/config.js'
import type { ProposedChange } from '../../model/finding.js'
import { newName, stepId } from '../../model/step-id.js'
import { admitsBlocks } from '../../network/index.js'
import { dnsChanges } from './dns-remedy.js'
import type { EndpointQuestion } from './endpoint-question.js'

const GROUP_NAME = 'ssm-ready-endpoints'
const HTTPS = 443

/**
 * The group of a new endpoint: one that an endpoint of the VPC has already and that admits all of the VPC, else the one of
 * our own name, with what is still to be done for it to do so. `undefined`: what is there could not be read.
 */
export function endpointsGroup({
  vpcId,
  region,
  inventory,
}: EndpointQuestion): { groupId: string; changes: Change[] } | undefined {
  const { securityGroups } = region.snapshot
  const vpc = inventory.vpc(vpcId)
  if (securityGroups.outcome !== 'ok' || vpc.outcome !== 'ok' || !vpc.value) return undefined
  const blocks = vpc.value.cidrBlocks
  const endpoints = inventory.vpcEndpointsOf(vpcId)
  const inUse = new Set(endpoints.outcome === 'ok' ? endpoints.value.flatMap(({ groupIds }) => groupIds) : [])
  const [fitting] = securityGroups.value
    .filter((group) => group.vpcId === vpcId && inUse.has(group.groupId) && admitsBlocks(group, HTTPS, blocks))
    .map((group) => group.groupId)
    .sort()
  if (fitting !== undefined) return { groupId: fitting, changes: [] }
  const there = securityGroups.value.find((group) => group.vpcId === vpcId && group.groupName === GROUP_NAME)
  const create: CreateSecurityGroupChange = {
    ...{ kind: 'create-security-group', region: region.region, vpcId, groupName: GROUP_NAME },
    description: 'Endpoints of AWS services that ssm-ready made',
  }
  const groupId = there?.groupId ?? newName(stepId('create-endpoint', create))
  const admitted = new Set(
    (there?.ipPermissions ?? [])
      .filter((rule) => rule.ipProtocol === 'tcp' && rule.fromPort === HTTPS && rule.toPort === HTTPS)
      .flatMap((rule) => rule.ipRanges),
  )
  const rules = blocks
    .filter((cidrIp) => !admitted.has(cidrIp))
    .map(
      (cidrIp): Change => ({
        ...{ kind: 'authorize-security-group-ingress', region: region.region, groupId },
        rule: { ipProtocol: 'tcp', fromPort: HTTPS, toPort: HTTPS, peer: { cidrIp } },
      }),
    )
  return { groupId, changes: [...(there ? [] : [create]), ...rules] }
}

/** The DNS attributes that private DNS needs and that are off. */
export function missingDns({ vpcId, region, inventory }: EndpointQuestion): ProposedChange[] {
  const attributes = inventory.vpcAttributesOf(vpcId, region.region)
  if (attributes.outcome !== 'ok') return []
  const off = (['enableDnsSupport', 'enableDnsHostnames'] as const).filter((name) => !attributes.value[name])
  return dnsChanges(vpcId, off, region.region)
}

/**
 * What AWS calls an endpoint's service in the region, and the zones that take it; `zones` is absent where the list could
 * not be read.
 */
export function offered(
  { service, region }: EndpointQuestion,
  type: CreateEndpointChange['endpointType'],
): { serviceName: string; zones?: readonly string[] } {
  const { vpcEndpointServices: services } = region.snapshot
  const all = services.outcome === 'ok' ? services.value : []
  const found = all.find((s) => s.serviceTypes.includes(type) && s.serviceName.endsWith(`.${region.region}.${service}`))
  if (found) {
    const { serviceName, availabilityZones: zones } = found
    return zones.length > 0 ? { serviceName, zones } : { serviceName }
  }
  return { serviceName: `${prefixOf(service, type, region.region)}.${region.region}.${service}` }
}

/**
 * Most names begin alike; some of China's and of the isolated regions' do not.
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
function prefixOf(service: EndpointService, type: CreateEndpointChange['endpointType'], region: string): string {
  if (region.startsWith('cn-') && (service === 'ec2' || (service === 's3' && type === 'Interface')))
    return 'cn.com.amazonaws'
  if (service === 'ec2' && region.startsWith('us-iso-')) return 'gov.ic.c2s'
  if (service === 'ec2' && region.startsWith('us-isob-')) return 'gov.sgov.sc2s'
  return 'com.amazonaws'
}
