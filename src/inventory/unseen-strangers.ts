import type { CollectFailure } from '../model/collected.js'
import type { Database } from '../model/database.js'
import { mayBeEntered } from './entrances.js'
import type { Lookups } from './lookups.js'

/**
 * Why hosts of other accounts in a VPC may reach its databases without being seen: whose the VPC is, or whose interfaces are in it,
 * could not be read. None are in a default VPC, whose subnets cannot be shared.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing-share-subnet-working-with.html
 */
export function unseenStrangers(
  vpcId: string,
  databases: readonly Database[],
  lookups: Lookups,
): CollectFailure | undefined {
  const [vpc, interfaces] = [lookups.vpc(vpcId), lookups.all('networkInterfaces')]
  if (vpc.outcome === 'ok' && vpc.value?.isDefault) return undefined
  const unread = vpc.outcome !== 'ok' ? vpc : interfaces.outcome !== 'ok' ? interfaces : undefined
  if (!unread) return undefined
  const { cidrBlocks = [], ipv6CidrBlocks = [] } = (vpc.outcome === 'ok' && vpc.value) || {}
  const within = {
    by: vpcId,
    because: 'account',
    ...(vpc.outcome === 'ok' && { blocks: [...cidrBlocks, ...ipv6CidrBlocks] }),
  } as const
  return databases.some((database) => mayBeEntered(database, within, lookups)) ? unread : undefined
}
