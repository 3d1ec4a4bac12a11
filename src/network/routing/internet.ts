import { type Standing as Attached, bestOf, standingOf } from '../../inventory/states.js'
import type { Hop } from '../../model/finding.js'
import type { BlockPublicAccess } from '../../model/snapshot-network.js'
import type { Network } from '../network.js'
import { addressText, publicAddresses } from '../values/addresses.js'
import { fails, isUnknown, notSeen, passes, stateHop } from '../values/hops.js'
import { covers, overlaps } from '../values/intervals.js'
import { remembered } from '../values/remember.js'
import { deadEnd, type Guide, type Leg, leaves, past, type Standing, type Trail, type Ways } from './way.js'

/** Through an internet gateway of the VPC, with the interface's own public address, or behind a NAT gateway with its. */
export function throughInternetGateway(id: string, at: Standing, leg: Leg, trail: Trail, { network }: Guide): Ways {
  const kind = 'internet-gateway'
  if (leg.direction === 'back') return notBack(id, kind, leg, trail)
  const gateway = internetGatewayHop(id, at.vpcId, network)
  const behind = trail.nat ? 'nat-gateway' : 'internet-gateway'
  const hops = [gateway, ...internetAddressHop(id, leg, network), ...addressHop(id, leg, trail)]
  return leaves(leg, past(trail, ...hops, ...blockPublicAccessHops(at, behind, network)))
}

/** Through an egress-only internet gateway: IPv6 alone. */
export function throughEgressOnlyGateway(id: string, at: Standing, leg: Leg, trail: Trail, { network }: Guide): Ways {
  const kind = 'egress-only-internet-gateway'
  if (leg.direction === 'back') return notBack(id, kind, leg, trail)
  const gateway = network.egressOnlyInternetGateway(id)
  if (!gateway.found) return deadEnd(leg, past(trail, notSeen(id, kind, gateway)))
  const attached = attachedTo(gateway.value.attachments, at.vpcId)
  const why = attached === 'serves' ? `${id} takes IPv6 only.` : `${id} is ${WORDS[attached]} ${at.vpcId}.`
  const hop =
    attached === 'serves' && leg.from.addresses.family !== 6
      ? fails({ at: id, kind, code: 'CANNOT_ROUTE', why })
      : stateHop(attached, { at: id, kind, why })
  const hops = [hop, ...internetAddressHop(id, leg, network), ...blockPublicAccessHops(at, 'nat-gateway', network)]
  return leaves(leg, past(trail, ...hops))
}

function notBack(id: string, kind: 'internet-gateway' | 'egress-only-internet-gateway', leg: Leg, trail: Trail): Ways {
  const why = `Replies to ${leg.to.label} go to ${id}, which does not lead there.`
  return deadEnd(leg, past(trail, fails({ at: id, kind, code: 'CANNOT_ROUTE', why })))
}

/** A gateway translates for interfaces with a public IPv4 address, and sends IPv6 on as it is. */
function addressHop(id: string, { from }: Leg, { nat }: Trail): Hop[] {
  if (nat?.isPrivate) {
    const why = `${nat.natGatewayId} is a private NAT gateway: it has no address for the internet.`
    return [fails({ at: nat.natGatewayId, kind: 'nat-gateway', code: 'NAT_PRIVATE', why })]
  }
  if (nat) return []
  const { family, ranges } = from.addresses
  const own = family === 4 ? (from.publicIps ?? []).length > 0 : overlaps(publicAddresses(6).ranges, ranges)
  if (own) return []
  const why =
    family === 4
      ? `${from.label} has no public IPv4 address, so ${id} cannot translate for it.`
      : `${from.label} has a private IPv6 address, which ${id} drops.`
  return [
    fails({ at: from.networkInterfaceId ?? from.label, kind: 'internet-gateway', code: 'IGW_NO_PUBLIC_ADDRESS', why }),
  ]
}

function internetGatewayHop(gatewayId: string, vpcId: string, network: Network): Hop {
  const kind = 'internet-gateway'
  const gateway = network.internetGateway(gatewayId)
  if (!gateway.found) return notSeen(gatewayId, kind, gateway)
  const attached = attachedTo(gateway.value.attachments, vpcId)
  const why = `${gatewayId} is ${WORDS[attached]} ${vpcId}.`
  return stateHop(attached, { at: gatewayId, kind, why })
}

/** An internet gateway reports `available` where a person would say attached. */
const attachedTo = (attachments: readonly { vpcId: string; state: string }[], vpcId: string): Attached =>
  bestOf(attachments.flatMap((a) => (a.vpcId === vpcId ? standingOf('gatewayAttachment', a.state) : [])))

const WORDS: Record<Attached, string> = {
  serves: 'attached to',
  unsure: 'being attached to',
  down: 'not attached to',
}

/** Internet gateways by which IPv6 comes into a VPC. */
function gatewaysOf(vpcId: string, network: Network): string[] {
  const region = regionOf(vpcId, network)
  const all = network.region(region ?? '')?.internetGateways ?? network.inventory.all('internetGateways')
  if (all.outcome !== 'ok') return ['an internet gateway that is not seen']
  return all.value.filter((g) => attachedTo(g.attachments, vpcId) !== 'down').map((g) => g.internetGatewayId)
}

/** Private addresses are not routed on the internet; the IPv6 addresses of VPCs are. */
function internetAddressHop(id: string, { to }: Leg, network: Network): Hop[] {
  const internet = publicAddresses(to.addresses.family).ranges
  const words = { at: id, kind: 'internet-gateway', code: 'CANNOT_ROUTE' } as const
  const inward = to.addresses.family === 6 && to.place ? gatewaysOf(to.place.vpcId, network) : []
  if (inward.length > 0) {
    const why = `${to.label} lies behind ${inward.join(', ')}: the way in from the internet is not followed.`
    return [isUnknown({ ...words, why })]
  }
  if (to.place) return [fails({ ...words, why: `${to.label} is private: ${id} drops it.` })]
  if (covers(internet, to.addresses.ranges)) return []
  const text = addressText(to.addresses)
  return overlaps(internet, to.addresses.ranges)
    ? [isUnknown({ ...words, why: `${text} lies only in part on the internet.` })]
    : [fails({ ...words, why: `${text} is a private address: ${id} drops it.` })]
}

/**
 * VPC Block Public Access at the subnet that sends to the internet gateway. Ingress-only mode spares NAT and egress-only
 * gateways alone: an instance with a public address of its own is cut off in both directions, and an egress-only exclusion
 * does not help it.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-example.html
 */
function blockPublicAccessHops(
  place: { vpcId: string; subnetId?: string },
  through: 'internet-gateway' | 'nat-gateway',
  network: Network,
): Hop[] {
  const kind = 'vpc-block-public-access'
  const vpc = network.vpc(place.vpcId)
  const region = regionOf(place.vpcId, network)
  const at = region ?? place.vpcId
  if (vpc.found && vpc.value.ownerId !== network.snapshot.accountId)
    return [
      isUnknown({
        at,
        kind,
        code: 'SHARED_VPC',
        why: `VPC Block Public Access is set by the owner of ${place.vpcId}, account ${vpc.value.ownerId}.`,
      }),
    ]
  const options = region === undefined ? undefined : network.region(region)?.blockPublicAccess
  if (options === undefined)
    return [isUnknown({ at, kind, code: 'MISSING', why: `The region of ${place.vpcId} is not known.` })]
  if (options.outcome === 'unsupported') return []
  if (options.outcome !== 'ok')
    return [
      isUnknown({
        at,
        kind,
        code: `API_${options.outcome.toUpperCase()}`,
        api: options.api,
        why: `${options.api} could not be read (${options.outcome}: ${options.message}).`,
      }),
    ]
  const { internetGatewayBlockMode: mode, state } = options.value
  if (state === 'update-in-progress') {
    const why = `VPC Block Public Access of ${at} is being changed (${mode}).`
    return [isUnknown({ at, kind, code: 'VPC_BLOCK_PUBLIC_ACCESS_CHANGING', why })]
  }
  if (mode === 'off' || (mode === 'block-ingress' && through === 'nat-gateway')) return []
  return [exclusionHop(at, mode, place, through, options.value)]
}

function exclusionHop(
  at: string,
  mode: string,
  place: { vpcId: string; subnetId?: string },
  through: string,
  options: BlockPublicAccess,
): Hop {
  const kind = 'vpc-block-public-access'
  const words = { at, kind, rule: mode } as const
  const { exclusions } = options
  if (exclusions.outcome !== 'ok')
    return isUnknown({
      ...words,
      code: `API_${exclusions.outcome.toUpperCase()}`,
      api: exclusions.api,
      why: `VPC Block Public Access is on (${mode}) and its exclusions could not be read (${exclusions.api}).`,
    })
  const helpful = exclusions.value.filter(
    (e) =>
      (e.internetGatewayExclusionMode === 'allow-bidirectional' ||
        (mode === 'block-bidirectional' && through === 'nat-gateway')) &&
      [`:vpc/${place.vpcId}`, ...(place.subnetId ? [`:subnet/${place.subnetId}`] : [])].some((end) =>
        e.resourceArn.endsWith(end),
      ),
  )
  if (helpful.some((e) => e.state === 'create-complete' || e.state === 'update-complete'))
    return passes({
      ...words,
      code: 'ALLOWED',
      why: `An exclusion spares ${place.subnetId ?? place.vpcId} from VPC Block Public Access (${mode}).`,
    })
  if (helpful.some((e) => e.state.endsWith('-in-progress')))
    return isUnknown({
      ...words,
      code: 'VPC_BLOCK_PUBLIC_ACCESS_CHANGING',
      why: `An exclusion of ${place.subnetId ?? place.vpcId} from VPC Block Public Access is being changed.`,
    })
  return fails({
    ...words,
    code: 'VPC_BLOCK_PUBLIC_ACCESS_ENABLED',
    why: `VPC Block Public Access is on in ${at} (${mode}) and no exclusion covers ${place.subnetId ?? place.vpcId}.`,
  })
}

function regionOf(vpcId: string, network: Network): string | undefined {
  const { regions } = network.snapshot
  return regionsByVpc(network).get(vpcId) ?? (regions.length === 1 ? regions[0]?.region : undefined)
}

const regionsByVpc = remembered(
  ({ snapshot }: Network) =>
    new Map(
      snapshot.regions.flatMap(({ region, vpcs }) =>
        vpcs.outcome === 'ok' ? vpcs.value.map((vpc): [string, string] => [vpc.vpcId, region]) : [],
      ),
    ),
)
