import { subjectKey } from '../../model/subject-key.js'
import type { Trouble } from './cause.js'

export interface EndpointContext {
  /** By the id of a path's check: that of the check of the VPC's endpoint. */
  endpointChecks: ReadonlyMap<string, string>
  /** The VPC that a host is in. */
  vpcOfHost(hostId: string): string | undefined
}

/**
 * Where a VPC's endpoint is not there or not used, the paths that end for want of it have its cause: those that find no
 * route to the public addresses instead, and those that end at the endpoint.
 */
export function withEndpointCauses(
  troubles: readonly Trouble[],
  { endpointChecks, vpcOfHost }: EndpointContext,
): Trouble[] {
  const judged = new Set(endpointChecks.values())
  const endpoints = new Map(
    troubles
      .filter(({ finding, bears }) => bears === 'fail' && judged.has(finding.checkId))
      .map((trouble) => [`${trouble.finding.checkId} ${subjectKey(trouble.finding.subject)}`, trouble]),
  )
  return troubles.map((trouble) => {
    const { checkId, subject } = trouble.finding
    const vpcId = vpcOfHost(subject.id)
    const check = endpointChecks.get(checkId)
    if (vpcId === undefined || check === undefined || !endsForWantOfEndpoint(trouble)) return trouble
    const endpoint = endpoints.get(`${check} ${subjectKey({ kind: 'vpc', region: subject.region, id: vpcId })}`)
    return endpoint === undefined ? trouble : { ...trouble, cause: endpoint.cause }
  })
}

function endsForWantOfEndpoint({ hop, finding: { hops = [] } }: Trouble): boolean {
  if (hop?.outcome !== 'fail') return false
  if (hop.kind === 'vpc-endpoint') return hop.code === 'BAD_STATE'
  return hop.kind === 'route' && hop.code === 'CANNOT_ROUTE' && hops.some(({ code }) => code === 'PUBLIC_DNS')
}
