import type { FailureCode } from '../../network/index.js'
import { orEndpoint, type PathEnds, type RemedyOf, subnetBlocks } from './path-ends.js'
import { replaceRoute, routeBack, routeThere } from './route-commands.js'

type RouteKind = 'route' | 'return-route' | 'transit-gateway-route' | 'network-interface'

/** What takes a route out of the way, by the code with which it fails. */
export const ROUTE_REMEDIES: { [K in RouteKind]: Record<FailureCode<K>, RemedyOf> } = {
  route: {
    CANNOT_ROUTE: (hop, ends) =>
      hop.rule === undefined
        ? { text: `Give ${hop.at} a route to ${destination(ends)}${orEndpoint(ends)}.`, ...routeThere(hop, ends) }
        : {
            text: `Reach ${ends.dialled} from a host in its own VPC, or give it other addresses: those that it has are local to ${hop.at} (${hop.rule}).`,
          },
    BAD_STATE_ROUTE: (hop, ends) => ({
      text: `Replace the route ${hop.rule ?? ''} in ${hop.at}, whose target is gone, by one to ${destination(ends)}${orEndpoint(ends)}.`,
      ...replaceRoute(hop, ends),
    }),
  },
  'return-route': {
    CANNOT_ROUTE: (hop, ends) => ({
      text: `Give ${hop.at} a route back to ${sender(ends)}, by the way on which the connection comes.`,
      ...routeBack(hop, ends),
    }),
    BAD_STATE_ROUTE: (hop, ends) => ({
      text: `Replace the route ${hop.rule ?? ''} in ${hop.at}, whose target is gone, by one back to ${sender(ends)}.`,
      ...replaceRoute(hop, ends, true),
    }),
  },
  'transit-gateway-route': {
    CANNOT_ROUTE: ({ at }, ends) => ({
      text: `Give ${at} a route to the attachment that leads to ${destination(ends)} or, for replies, to ${sender(ends)}: by propagation or as a static one.`,
    }),
    BAD_STATE_ROUTE: ({ at, rule }, ends) => ({
      text: `Replace the blackhole route ${rule ?? ''} of ${at} by one to the attachment that leads to ${destination(ends)} or, for replies, to ${sender(ends)}.`,
    }),
  },
  'network-interface': {
    CANNOT_ROUTE: ({ at }, { dialled }) => ({
      text: `Give ${at} an address of the family that ${dialled} has, or ${dialled} one of the family that ${at} has.`,
    }),
  },
}

/** The end that is dialled, with its blocks where they are known. */
function destination(ends: PathEnds): string {
  const blocks = subnetBlocks(ends.destination.subnetIds, ends)
  return blocks === undefined || ends.service !== undefined ? ends.dialled : `${ends.dialled} (${blocks.join(', ')})`
}

const sender = ({ source }: PathEnds): string => source.address ?? source.subnetId ?? 'the host'
