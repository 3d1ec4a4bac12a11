import type { Hop, Remedy } from '../../model/finding.js'
import type { FailureCode, HopKind } from '../../network/index.js'
import { aclRemedy } from './acl-remedy.js'
import { applianceRemedy, GATEWAY_REMEDIES } from './gateway-remedies.js'
import { egressRemedy, ingressRemedy } from './group-remedy.js'
import { NAME_REMEDIES } from './name-remedies.js'
import type { PathEnds, RemedyOf } from './path-ends.js'
import { ROUTE_REMEDIES } from './route-remedies.js'

export type { PathEnds } from './path-ends.js'

/** The smallest change that takes one hop out of the way. None of them opens anything to the world. */
export function pathRemedy(hop: Hop, ends: PathEnds): Remedy {
  const of = hop.code === 'MIDDLEBOX' ? applianceRemedy : REMEDIES.get(hop.kind)?.get(hop.code)
  return of ? of(hop, ends) : { text: `Put ${hop.at} right.` }
}

const ACL = {
  SUBNET_ACL_RESTRICTION: aclRemedy,
  PORTS_PARTLY_DENIED: aclRemedy,
  ADDRESSES_PARTLY_DENIED: aclRemedy,
}

/** One for every code with which a hop of each kind fails: the compiler counts them. */
const BY_KIND: { [K in HopKind]: Record<FailureCode<K>, RemedyOf> } = {
  'security-group-egress': { ENI_SG_RULES_MISMATCH: egressRemedy, ADDRESSES_PARTLY_ALLOWED: egressRemedy },
  'security-group-ingress': { ENI_SG_RULES_MISMATCH: ingressRemedy, ADDRESSES_PARTLY_ALLOWED: ingressRemedy },
  'network-acl-egress': ACL,
  'network-acl-ingress': ACL,
  'network-acl-reply-egress': ACL,
  'network-acl-reply-ingress': ACL,
  'name-resolution': NAME_REMEDIES,
  ...ROUTE_REMEDIES,
  ...GATEWAY_REMEDIES,
  address: {
    IPV6_ONLY: ({ at }, { dialled }) => ({ text: `Let ${dialled} lead to an IPv4 address, too, not to ${at} alone.` }),
  },
  database: {},
  'vpc-encryption-control': {},
}

const REMEDIES: ReadonlyMap<string, ReadonlyMap<string, RemedyOf>> = new Map(
  Object.entries(BY_KIND).map(([kind, byCode]) => [kind, new Map(Object.entries(byCode))]),
)
