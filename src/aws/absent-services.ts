/**
 * Services that AWS does not run in a partition, by how the names of its regions begin: there the name of the service
 * does not resolve, and nothing of it can be in a VPC's way. Of any other name that does not resolve nothing is known.
 * Route 53 Resolver and its DNS Firewall answer in every region of every partition.
 * @see https://github.com/boto/botocore/blob/develop/botocore/data/endpoints.json (1.43.11)
 */
const ABSENT = new Map<string, readonly string[]>([['route53profiles', ['us-iso-', 'us-isob-']]])

/** Whether AWS is known to have no such service in a region. */
export function isAbsent(api: string, region: string | undefined): boolean {
  const [service = ''] = api.split(':')
  return region !== undefined && (ABSENT.get(service) ?? []).some((prefix) => region.startsWith(prefix))
}
