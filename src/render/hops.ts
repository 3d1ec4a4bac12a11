import type { Finding, Hop } from '../model/finding.js'

/** The first hop on the way that fails, if one does. */
export function blockingHop(finding: Pick<Finding, 'hops'>): Hop | undefined {
  return finding.hops?.find((hop) => hop.outcome === 'fail')
}

/** `sg-0e9 (security-group-ingress): why` */
export function hopText({ at, kind, nearMiss, why }: Hop): string {
  return `${at} (${kind}): ${nearMiss ?? why}`
}
