import type { Hop } from '../../model/finding.js'
import type { Network } from '../network.js'
import type { Place } from '../values/flow.js'
import { isUnknown } from '../values/hops.js'

/** Modes in which VPC encryption controls refuse nothing. */
const WATCHES_ONLY = 'monitor'

/**
 * VPC encryption controls at both ends of a flow. In enforce mode a VPC keeps out what AWS does not encrypt in transit:
 * whether both ends and everything between them count as encrypted is not in any answer of the APIs that are read here.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html
 */
export function encryptionHops(from: Place | undefined, to: Place | undefined, network: Network): Hop[] {
  const here = hopsOf(from?.vpcId, network)
  return from?.vpcId === to?.vpcId ? here : [...here, ...hopsOf(to?.vpcId, network)]
}

const NONE: Hop[] = []

function hopsOf(vpcId: string | undefined, network: Network): Hop[] {
  const vpc = vpcId === undefined ? undefined : network.vpc(vpcId)
  const mode = vpc?.found ? vpc.value.encryptionMode : undefined
  if (vpcId === undefined || mode === undefined || mode === WATCHES_ONLY) return NONE
  const why = `The VPC encryption controls of ${vpcId} (${mode}) may refuse what AWS does not encrypt in transit.`
  return [isUnknown({ at: vpcId, kind: 'vpc-encryption-control', code: 'VPC_ENCRYPTION_ENFORCED', rule: mode, why })]
}
