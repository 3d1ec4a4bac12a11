import type { Hop, Remedy } from '../../model/finding.js'
import type { FailureCode, HopKind } from '../../network/index.js'
import { awsCommand } from './aws-command.js'
import { attachmentRemedy, peeringRemedy } from './connection-remedies.js'
import { orEndpoint, type PathEnds, type RemedyOf, regionOf } from './path-ends.js'
import { leavingBy, otherNat, vpcsNaming } from './route-commands.js'

type GatewayKind = Extract<
  HopKind,
  | `${string}gateway`
  | 'vpc-block-public-access'
  | 'vpc-peering-connection'
  | 'transit-gateway-attachment'
  | 'vpc-endpoint'
  | 'endpoint-policy'
  | 'middlebox'
>

/** What cannot be seen into may be what is in the way: it alone can tell. */
export const applianceRemedy: RemedyOf = ({ at }, ends) => ({
  text: `See in the rules and logs of what stands behind ${at} whether it lets the host reach ${ends.dialled}${orEndpoint(ends)}.`,
})

/** What takes a gateway, or what stands for one, out of the way, by the code with which it fails. */
export const GATEWAY_REMEDIES: { [K in GatewayKind]: Record<FailureCode<K>, RemedyOf> } = {
  'nat-gateway': {
    BAD_STATE: (hop, ends) => {
      const instead = otherNat(hop, ends)
      const create = instead.commands ? 'Let the routes name another NAT gateway' : 'Create a NAT gateway'
      const named = instead.commands ? '' : ' and let the routes name it'
      return { text: `${create} in place of ${hop.at}${named}${orEndpoint(ends)}.`, ...instead }
    },
    CANNOT_ROUTE: ({ at }, ends) => ({ text: `Route to ${ends.dialled} past ${at}, which does not lead there.` }),
    NAT_IN_SAME_SUBNET: ({ at }) => ({
      text: `Route the host's subnet by a table of its own to a NAT gateway in another subnet than ${at} is in.`,
    }),
    NAT_PRIVATE: (hop, ends) => ({
      text: `Route to a public NAT gateway instead of the private ${hop.at}${orEndpoint(ends)}.`,
      ...otherNat(hop, ends),
    }),
  },
  'internet-gateway': {
    BAD_STATE: attachGateway,
    CANNOT_ROUTE: ({ at }, { dialled }) => ({
      text: `Route to ${dialled} where its private addresses are, by peering or a transit gateway, instead of to ${at}.`,
    }),
    IGW_NO_PUBLIC_ADDRESS: ({ at }, ends) => ({
      text: `Leave ${at} without a public address: route its subnet to a NAT gateway${orEndpoint(ends)}.`,
    }),
  },
  'egress-only-internet-gateway': {
    BAD_STATE: ({ at }) => ({
      text: `Create an egress-only internet gateway in the VPC in place of ${at} and let the routes name it.`,
    }),
    CANNOT_ROUTE: ({ at }, ends) => ({
      text: `Route IPv4 to a NAT gateway instead of ${at}, which takes IPv6 alone${orEndpoint(ends)}.`,
    }),
  },
  'vpc-block-public-access': { VPC_BLOCK_PUBLIC_ACCESS_ENABLED: blockPublicAccessRemedy },
  'vpc-peering-connection': {
    BAD_STATE: peeringRemedy,
    CANNOT_ROUTE: ({ at }, { dialled }) => ({
      text: `Route to ${dialled} by a peering connection of the two VPCs instead of ${at}: peering is not transitive.`,
    }),
  },
  'transit-gateway-attachment': { BAD_STATE: attachmentRemedy, TGW_ATTACHMENT_NOT_IN_ZONE: attachmentRemedy },
  'vpc-endpoint': {
    BAD_STATE: ({ at }) => ({
      text: `Wait until ${at} is available if it is being made; else delete it and create the endpoint anew.`,
    }),
    CANNOT_ROUTE: ({ at }, { dialled }) => ({
      text: `Route to ${dialled} past ${at}, which does not lead there.`,
    }),
    NO_ADDRESS_OF_FAMILY: ({ at }) => ({
      text: `Make the VPC endpoint that owns ${at} and its DNS records dual-stack, or give the host and its subnet IPv6 addresses.`,
    }),
    NO_INTERFACES: ({ at }) => ({ text: `Add a subnet of each zone with hosts to ${at}.` }),
  },
  'endpoint-policy': {
    ENDPOINT_POLICY_DENIED: ({ at }) => ({
      text: `Let the policy of ${at} allow the agent's calls, of Principal "*" with a condition on aws:PrincipalArn.`,
    }),
  },
  middlebox: {
    BAD_STATE: ({ at }, ends) => ({
      text: `Start the instance of ${at}, or route to ${ends.dialled} past it${orEndpoint(ends)}.`,
    }),
    CANNOT_ROUTE: ({ at }, { dialled }) => ({
      text: `Route to ${dialled} from the instance of ${at} by another target than that instance.`,
    }),
    ENI_SOURCE_DEST_CHECK_RESTRICTION: ({ at }, ends) => ({
      text: `Switch the source/destination check of ${at} off, if it is meant to forward; else route past it.`,
      commands: [
        awsCommand(
          ...['ec2', 'modify-network-interface-attribute', '--network-interface-id', at, '--no-source-dest-check'],
          ...['--region', regionOf(at, ends)],
        ),
      ],
    }),
  },
}

function attachGateway({ at }: Hop, ends: PathEnds): Remedy {
  const found = ends.inventory.internetGateway(at)
  const elsewhere =
    found.outcome === 'ok' ? found.value?.attachments.find(({ state }) => state !== 'detached') : undefined
  const [vpcId, other] = vpcsNaming(at, ends)
  const only = other === undefined ? vpcId : undefined
  // AWS attaches a gateway to one VPC alone.
  if (elsewhere && elsewhere.vpcId !== only)
    return {
      text: `Attach an internet gateway to ${only ?? 'the VPC'} and let its routes name it instead of ${at}, which is that of ${elsewhere.vpcId}${orEndpoint(ends)}.`,
    }
  return {
    text: `Attach ${at} to the VPC whose routes name it${orEndpoint(ends)}.`,
    ...(only !== undefined && {
      commands: [
        awsCommand(
          ...['ec2', 'attach-internet-gateway', '--internet-gateway-id', at, '--vpc-id', only],
          ...['--region', regionOf(at, ends)],
        ),
      ],
    }),
  }
}

/**
 * An exclusion for traffic that leaves by a NAT gateway; one for an instance's own public address would let the world in, and
 * one for egress alone does not help it.
 */
function blockPublicAccessRemedy({ at, rule }: Hop, ends: PathEnds): Remedy {
  const leaving = leavingBy(ends)
  if (leaving?.by === 'internet-gateway')
    return {
      text: `Route the host's subnet to a NAT gateway, and exclude the VPC from VPC Block Public Access in ${at} for egress alone${orEndpoint(ends)}.`,
    }
  const vpcId = leaving?.vpcId
  const text = `Exclude ${vpcId ?? 'the VPC of the internet gateway'} from VPC Block Public Access in ${at} for egress alone${orEndpoint(ends)}.`
  if (vpcId === undefined || rule !== 'block-bidirectional') return { text }
  return {
    text,
    commands: [
      awsCommand(
        ...['ec2', 'create-vpc-block-public-access-exclusion', '--vpc-id', vpcId],
        ...['--internet-gateway-exclusion-mode', 'allow-egress', '--region', regionOf(vpcId, ends)],
      ),
    ],
  }
}
