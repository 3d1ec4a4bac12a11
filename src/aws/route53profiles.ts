import { dnsSuffix } from '../model/dns-suffix.js'
import type { Answer, CallOptions, Page } from './answer.js'

/** A VPC that a Route 53 Profile is associated with. */
export interface ProfileAssociation {
  ProfileId?: string
  ResourceId?: string
  Status?: string
}

export interface ProfileResource {
  ResourceArn?: string
  ResourceType?: string
  /** JSON; the priority of a firewall rule group. */
  ResourceProperties?: string
  Status?: string
}

/** The two calls of Route 53 Profiles that an audit makes. */
export interface Route53Profiles {
  listAssociations(
    token: string | undefined,
    options: CallOptions,
  ): Promise<Page & { ProfileAssociations?: ProfileAssociation[] }>
  listResources(
    profileId: string,
    token: string | undefined,
    options: CallOptions,
  ): Promise<Page & { ProfileResourceAssociations?: ProfileResource[] }>
}

const PAGE_SIZE = '100'

/**
 * Route 53 Profiles of one region.
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_Operations_Route_53_Profiles.html
 */
export function route53Profiles(region: string, endpoint: string | undefined, answer: Answer): Route53Profiles {
  const base = endpoint ?? `https://route53profiles.${region}.${dnsSuffix(region)}`
  const get = (action: string, path: string, token: string | undefined, options: CallOptions) => {
    const query = { maxResults: PAGE_SIZE, ...(token !== undefined && { nextToken: token }) }
    const request = { action: `route53profiles:${action}`, region, endpoint: base.replace(/\/$/, ''), path, query }
    return answer(request, options) as Promise<Page>
  }
  return {
    listAssociations: (token, options) => get('ListProfileAssociations', '/profileassociations', token, options),
    listResources: (profileId, token, options) =>
      get(
        'ListProfileResourceAssociations',
        `/profileresourceassociations/profileid/${encodeURIComponent(profileId)}`,
        token,
        options,
      ),
  }
}
