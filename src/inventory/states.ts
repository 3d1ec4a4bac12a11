/** Whether a thing does its work in the state it is in. `unsure`: it may, by the time that somebody connects. */
export type Standing = 'serves' | 'down' | 'unsure'

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/**
 * The states of things on a way as AWS spells them, in lower case without `-`. What is being made or changed, and a state
 * that is not listed here, is unsure; what is being taken away is down, since it does not come back.
 */
const STATES = {
  /** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NatGateway.html */
  natGateway: { serves: words('available'), down: words('deleting deleted failed') },
  /** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InternetGatewayAttachment.html */
  gatewayAttachment: { serves: words('available attached'), down: words('detaching detached') },
  /** @see https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle */
  peering: {
    serves: words('active'),
    down: words('pendingacceptance deleting deleted rejected failed expired'),
  },
  /** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayVpcAttachment.html */
  transitGatewayAttachment: {
    serves: words('available'),
    down: words('pendingacceptance deleting deleted failing failed rejecting rejected'),
  },
  /** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html */
  endpoint: {
    serves: words('available'),
    down: words('pendingacceptance deleting deleted failed rejected expired'),
  },
  /** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html */
  route: { serves: words('active'), down: words('blackhole') },
} as const

/** What a state says of a thing of this kind. */
export function standingOf(kind: keyof typeof STATES, state: string): Standing {
  const word = state.toLowerCase().replaceAll('-', '')
  if (STATES[kind].serves.has(word)) return 'serves'
  return STATES[kind].down.has(word) ? 'down' : 'unsure'
}

const ORDER: readonly Standing[] = ['serves', 'unsure', 'down']

/** The best of several standings; `down` where there are none. */
export const bestOf = (standings: readonly Standing[]): Standing =>
  ORDER.find((standing) => standings.includes(standing)) ?? 'down'
