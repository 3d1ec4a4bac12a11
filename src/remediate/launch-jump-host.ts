import { offerOf } from '../inventory/host-types.js'
import type { Change, RunInstanceChange } from '../model/change.js'
import { HOST_TYPES } from '../model/host-types.js'
import type { RegionSnapshot } from '../model/snapshot.js'
import { ROOT_SIZE } from './changes/run-instances/parts.js'
import type { Handling, Obstacle, RemedyDefinition, World } from './define.js'
import { HOURS, monthlyCost, PRICES, PRICES_OF } from './prices.js'

/** A jump host for a VPC that has none, or in place of one that was launched with a key pair. */
export const launchJumpHost: RemedyDefinition = {
  id: 'launch-jump-host',
  title: 'Launch a private, keyless jump host with a security group and a role of its own',
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-getting-started.html',
  kinds: ['create-security-group', 'create-instance-role', 'run-instances'],
  needs: ['ec2:DescribeInstanceTypeOfferings'],
  obstacle: (_, changes, { world }) => changes.filter(isLaunch).flatMap((change) => notOffered(change, world))[0],
  handling(change, { world }) {
    if (!isLaunch(change)) return { mode: 'approval', risk: 'Only the new jump host uses it; nothing else is touched.' }
    return {
      mode: 'approval',
      risk: `A host is added to ${change.vpcId}: whoever may start sessions on it can send to what it reaches. One that it replaces stays until people terminate it.${unreadOffer(change, world)}`,
      ...costOf(change.instanceType),
    }
  },
}

const isLaunch = (change: Change): change is RunInstanceChange => change.kind === 'run-instances'

const regionOf = ({ region }: RunInstanceChange, { inventory }: World): RegionSnapshot | undefined =>
  inventory.snapshot.regions.find((each) => each.region === region)

/** A zone that offers a type is preferred to one that does not: there is none. */
function notOffered(change: RunInstanceChange, world: World): Obstacle[] {
  const region = regionOf(change, world)
  if (!region || offerOf(region, change, change.availabilityZone) !== 'not-offered') return []
  const types = HOST_TYPES.map(({ instanceType }) => instanceType).join(' or ')
  return [
    {
      reason: 'instance-type-not-offered',
      message: `No zone of the private subnets of ${change.vpcId} offers ${types} (ec2:DescribeInstanceTypeOfferings; looked at first: ${change.availabilityZone}): launch a jump host of a type that EC2 offers there.`,
    },
  ]
}

/** What is a guess is said to be one. */
function unreadOffer(change: RunInstanceChange, world: World): string {
  const offerings = regionOf(change, world)?.instanceTypeOfferings
  const { region, availabilityZone, instanceType } = change
  if (offerings === undefined || (offerings.outcome === 'ok' && offerings.value.length > 0)) return ''
  const why =
    offerings.outcome === 'ok'
      ? `${offerings.api} names no zone of ${region}`
      : `${offerings.api}: ${offerings.message}`
  return ` Whether ${availabilityZone} offers ${instanceType} is not known (${why}): if it does not, the step fails and launches nothing.`
}

function costOf(instanceType: string): Pick<Handling, 'monthlyCost'> {
  const perHour = PRICES.instance.get(instanceType)
  if (perHour === undefined) return {}
  const per = `month: ${instanceType} at USD ${perHour} per hour and ${ROOT_SIZE} GiB of gp3, ${PRICES_OF}`
  return monthlyCost(perHour * HOURS + ROOT_SIZE * PRICES.gp3, per)
}
