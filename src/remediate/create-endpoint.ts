import type { Change } from '../model/change.js'
import type { JudgedFinding } from '../model/finding.js'
import type { RegionSnapshot } from '../model/snapshot.js'
import { listed } from './blast.js'
import type { Handling, Obstacle, PlanContext, RemedyDefinition } from './define.js'
import { lostWays, sharedVpc } from './network-obstacles.js'
import { HOURS, monthlyCost, PRICES } from './prices.js'

/** An interface endpoint whose private DNS comes last, once its group admits the whole VPC. */
export const createEndpoint: RemedyDefinition = {
  id: 'create-endpoint',
  title: 'Create an interface endpoint with a security group of its own, private DNS last',
  doc: 'https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html',
  endpointType: 'Interface',
  kinds: [
    ...(['create-security-group', 'authorize-security-group-ingress'] as const),
    ...(['create-vpc-endpoint', 'modify-vpc-endpoint'] as const),
  ],
  obstacle: (...asked) => endpointObstacle('create-endpoint')(...asked),
  handling,
}

/** What keeps an endpoint from being made, or used. */
export const endpointObstacle =
  (remedy: string) =>
  (_finding: JudgedFinding, changes: readonly Change[], context: PlanContext): Obstacle | undefined => {
    for (const change of changes) {
      const obstacle = ofOne(change, context)
      if (obstacle) return obstacle
    }
    return lostWays(changes, remedy, context)
  }

function ofOne(change: Change, context: PlanContext): Obstacle | undefined {
  const region = context.world.inventory.region(change.region)
  if (!region) return undefined
  if (change.kind === 'create-vpc-endpoint')
    return sharedVpc(change.vpcId, context) ?? notOffered(change, region) ?? nowhere(change)
  if (change.kind !== 'modify-vpc-endpoint') return undefined
  return sharedVpc(change.vpcId, context) ?? managed(change.vpcEndpointId, context) ?? dnsOff(change, context)
}

type Create = Extract<Change, { kind: 'create-vpc-endpoint' }>

function notOffered({ serviceName, endpointType }: Create, region: RegionSnapshot): Obstacle | undefined {
  const { vpcEndpointServices: services } = region
  // Without the list, AWS itself says so when the endpoint is created.
  if (services.outcome !== 'ok') return undefined
  const offered = services.value.some((s) => s.serviceName === serviceName && s.serviceTypes.includes(endpointType))
  if (offered) return undefined
  return { reason: 'not-offered', message: `${region.region} offers no ${endpointType} endpoint of ${serviceName}.` }
}

function nowhere({ endpointType, serviceName, subnetIds, routeTableIds }: Create): Obstacle | undefined {
  if ((endpointType === 'Gateway' ? routeTableIds : subnetIds).length > 0) return undefined
  return { reason: 'no-zone', message: `No zone of the hosts takes an endpoint of ${serviceName}.` }
}

function managed(vpcEndpointId: string, { world, accountId }: PlanContext): Obstacle | undefined {
  const endpoint = world.inventory.vpcEndpoint(vpcEndpointId)
  const { ownerId = accountId, requesterManaged = false } = (endpoint.outcome === 'ok' && endpoint.value) || {}
  if (ownerId === accountId && !requesterManaged) return undefined
  return { reason: 'managed-by-others', message: `${vpcEndpointId} is managed by ${ownerId}, or by a service.` }
}

function dnsOff(change: Change, { world }: PlanContext): Obstacle | undefined {
  if (change.kind !== 'modify-vpc-endpoint' || !change.privateDns) return undefined
  const attributes = world.inventory.vpcAttributesOf(change.vpcId, change.region)
  if (attributes.outcome !== 'ok')
    return {
      reason: 'dns-attributes-unseen',
      message: `${attributes.api} could not be read (${attributes.message}): whether private DNS works is not known.`,
    }
  const off = Object.entries(attributes.value).flatMap(([name, on]) => (on ? [] : [name]))
  if (off.length === 0) return undefined
  return {
    reason: 'dns-attributes-off',
    message: `${change.vpcId} has ${off.join(' and ')} off, which private DNS needs: plan enable-vpc-dns, too.`,
  }
}

function handling(change: Change, { world }: PlanContext): Handling {
  switch (change.kind) {
    case 'create-security-group':
      return { mode: 'approval', risk: 'Nobody bears a new group: it changes nothing by itself.' }
    case 'authorize-security-group-ingress':
      return {
        mode: 'approval',
        risk: `Opens APIs of AWS's to all of the VPC, by the endpoints that bear ${change.groupId}.`,
      }
    case 'create-vpc-endpoint':
      return {
        mode: 'approval',
        risk: 'Costs by the hour; nobody is led to it before its private DNS is on.',
        ...costOf(change.subnetIds.length),
      }
    case 'modify-vpc-endpoint':
      if (change.addSubnetIds)
        return {
          mode: 'approval',
          risk: `Its names lead to ${change.addSubnetIds.join(', ')}, too, for all of ${change.vpcId}.`,
          ...costOf(change.addSubnetIds.length),
        }
      return {
        mode: 'approval',
        risk: `From then on all of ${change.vpcId} reaches the service by the endpoint alone, and whoever asks its resolver from elsewhere: ${listed(runningIn(change.vpcId, world), 'no instance runs there')}.`,
      }
    default:
      throw new Error(`create-endpoint cannot ${change.kind}`)
  }
}

function costOf(zones: number): Pick<Handling, 'monthlyCost'> {
  const { endpointZone: perHour } = PRICES
  const where = zones === 1 ? 'one zone' : `each of ${zones} zones`
  const per = `month: endpoint at USD ${perHour} per hour in ${where} as in most regions, beside the data (aws.amazon.com/privatelink/pricing)`
  return monthlyCost(perHour * HOURS * zones, per)
}

function runningIn(vpcId: string, { inventory }: PlanContext['world']): string[] {
  const instances = inventory.instancesOf(vpcId)
  const known = instances.outcome === 'ok' ? instances.value : []
  return known.filter((each) => each.state === 'running').map((each) => each.instanceId)
}
