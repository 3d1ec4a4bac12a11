import type { RegionInventory } from '../../inventory/inventory.js'
import { read } from '../../inventory/read.js'
import type { EndpointService } from '../../model/config.js'
import { bucketHostName, serviceName } from '../../network/index.js'

/**
 * Every name that the agents of a region dial for a service. Of S3 they dial the region's own name for updates, and for
 * the logs of sessions that of the bucket.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html
 */
export function namesDialled(service: EndpointService, region: RegionInventory): string[] {
  const own = serviceName(service, region.region)
  const bucket = service === 's3' ? read(region.sessionInputs).s3BucketName : undefined
  const elsewhere = bucketRegion(region)
  if (bucket === undefined || elsewhere !== undefined) return [own]
  return [...new Set([own, bucketHostName(bucket, region.region)])]
}

/** The region of the log bucket where it is another than the hosts'. */
export function bucketRegion({ region, snapshot: { logBucket } }: RegionInventory): string | undefined {
  const own = logBucket?.outcome === 'ok' ? logBucket.value?.region : undefined
  return own === region ? undefined : own
}
