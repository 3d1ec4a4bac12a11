import type { Change } from '../model/change.js'
import { listed } from './blast.js'
import type { Obstacle, PlanContext } from './define.js'

/** A VPC of another account, of which nobody here sees all. */
export function sharedVpc(vpcId: string, { world, accountId }: PlanContext): Obstacle | undefined {
  const vpc = world.inventory.vpc(vpcId)
  const ownerId = vpc.outcome === 'ok' ? vpc.value?.ownerId : undefined
  if (ownerId === accountId) return undefined
  const message =
    ownerId === undefined
      ? `Whose ${vpcId} is could not be read.`
      : `${vpcId} is shared by account ${ownerId}, which alone can change it.`
  return { reason: ownerId === undefined ? 'vpc-unseen' : 'shared-vpc', message }
}

/** Somebody would lose a way that works, or who is there cannot be seen. */
export function lostWays(changes: readonly Change[], remedy: string, context: PlanContext): Obstacle | undefined {
  const region = context.world.inventory.regions.find((each) => each.region === changes[0]?.region)
  const lists = region ? [region.snapshot.instances, region.snapshot.networkInterfaces] : []
  const unread = lists.flatMap((list) => (list.outcome === 'ok' ? [] : [list]))[0]
  if (!region || unread) {
    const why = unread ? ` (${unread.api}: ${unread.message})` : ''
    return { reason: 'consumers-unseen', message: `Who works in the VPC could not be read${why}.` }
  }
  const lost = context.lostPaths(changes, remedy)
  const [first] = lost
  if (!first) return undefined
  const consumers = [...new Set(lost.map(({ consumer }) => consumer))]
  const services = [...new Set(lost.map(({ service }) => service))]
  return {
    reason: 'cuts-off',
    message: `It would cut ${listed(consumers)} off from ${services.join(', ')}: ${first.why}`,
  }
}
