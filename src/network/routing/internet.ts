import type { Hop } from '../../model/finding.js'
import type { BlockPublicAccess } from '../../model/snapshot-network.js'
import type { Network } from '../network.js'
import { type AddressSet, addressText, publicAddresses } from '../values/addresses.js'
import type { Flow } from '../values/flow.js'
import { fails, isUnknown, notSeen, passes } from '../values/hops.js'
import { covers, overlaps } from '../values/intervals.js'
import { remembered } from '../values/remember.js'
import { deadEnd, type Transit } from './transit.js'

/** Through an internet gateway of the source's own VPC, with the interface's own public address. */
export function throughInternetGateway(gatewayId: string, flow: Flow, network: Network): Transit {
  const { place, publicIps = [], addresses, label } = flow.source
  if (!place)
    return deadEnd(
      flow,
      isUnknown({ at: gatewayId, kind: 'internet-gateway', code: 'MISSING', why: `The VPC of ${label} is not known.` }),
    )
  const gateway = internetGatewayHop(gatewayId, place.vpcId, network)
  const reachable = internetAddressHop(gatewayId, flow.destination.addresses)
  const own =
    addresses.family === 6 || publicIps.length > 0
      ? []
      : [
          fails({
            at: flow.source.networkInterfaceId ?? label,
            kind: 'internet-gateway',
            code: 'IGW_NO_PUBLIC_ADDRESS',
            why: `${label} has no public IPv4 address, so ${gatewayId} cannot translate for it.`,
          }),
        ]
  return {
    out: [gateway, ...reachable, ...own, ...blockPublicAccessHops(place, 'internet-gateway', network)],
    back: [],
    meeting: 'none',
    arrival: 'outside',
  }
}

/** Through an egress-only internet gateway: IPv6 alone. */
export function throughEgressOnlyGateway(gatewayId: string, flow: Flow, network: Network): Transit {
  const { place, addresses } = flow.source
  const kind = 'egress-only-internet-gateway'
  const gateway = network.egressOnlyInternetGateway(gatewayId)
  if (!gateway.found || !place)
    return deadEnd(
      flow,
      gateway.found
        ? isUnknown({ at: gatewayId, kind, code: 'MISSING', why: 'The VPC is not known.' })
        : notSeen(gatewayId, kind, gateway),
    )
  const attached = isAttached(gateway.value.attachments, place.vpcId)
  const usable = attached && addresses.family === 6
  const hop = (usable ? passes : fails)({
    at: gatewayId,
    kind,
    code: attached ? (usable ? 'ALLOWED' : 'CANNOT_ROUTE') : 'BAD_STATE',
    why: attached ? `${gatewayId} takes IPv6 only.` : `${gatewayId} is not attached to ${place.vpcId}.`,
  })
  return {
    out: [
      hop,
      ...internetAddressHop(gatewayId, flow.destination.addresses),
      ...blockPublicAccessHops(place, 'nat-gateway', network),
    ],
    back: [],
    meeting: 'none',
    arrival: 'outside',
  }
}

export function internetGatewayHop(gatewayId: string, vpcId: string, network: Network): Hop {
  const kind = 'internet-gateway'
  const gateway = network.internetGateway(gatewayId)
  if (!gateway.found) return notSeen(gatewayId, kind, gateway)
  return isAttached(gateway.value.attachments, vpcId)
    ? passes({ at: gatewayId, kind, code: 'ALLOWED', why: `${gatewayId} is attached to ${vpcId}.` })
    : fails({ at: gatewayId, kind, code: 'BAD_STATE', why: `${gatewayId} is not attached to ${vpcId}.` })
}

/** An internet gateway reports `available` where a person would say attached. */
const isAttached = (attachments: readonly { vpcId: string; state: string }[], vpcId: string) =>
  attachments.some((a) => a.vpcId === vpcId && ['available', 'attached'].includes(a.state))

/** Private addresses are not routed on the internet. */
function internetAddressHop(gatewayId: string, addresses: AddressSet): Hop[] {
  const internet = publicAddresses(addresses.family).ranges
  if (covers(internet, addresses.ranges)) return []
  const words = { at: gatewayId, kind: 'internet-gateway' as const, code: 'CANNOT_ROUTE' }
  return overlaps(internet, addresses.ranges)
    ? [isUnknown({ ...words, why: `${addressText(addresses)} lies only in part on the internet.` })]
    : [fails({ ...words, why: `${addressText(addresses)} is a private address: ${gatewayId} drops it.` })]
}

/**
 * VPC Block Public Access at the subnet that sends to the internet gateway. Ingress-only mode spares NAT and egress-only
 * gateways alone: an instance with a public address of its own is cut off in both directions, and an egress-only exclusion
 * does not help it.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-example.html
 */
export function blockPublicAccessHops(
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
  const mode = options.value.internetGatewayBlockMode
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
