import { createClients } from '../../aws/clients.js'
import type { Env } from '../../model/env.js'
import { ORGANIZATION_PREFIX, runPrefix } from '../../model/organization-run.js'
import type { ReportFolder } from '../../publish/s3-report.js'

/** The bucket, seen from the account that the stack is in. */
export interface Home {
  accountId: string
  bucket: string
  region: string
  env: Env
}

/** Where the files of one run are. */
export const runFolder = (run: string, home: Home): ReportFolder => folder(home, runPrefix(run))

/** Where the reports of the whole organisation are. */
export const organizationFolder = (home: Home): ReportFolder => folder(home, ORGANIZATION_PREFIX)

const folder = ({ accountId, bucket, region, env }: Home, prefix: string): ReportFolder => ({
  ...{ s3: createClients({ defaultRegion: region, env }).s3(region), bucket, bucketRegion: region, accountId },
  ...{ regions: [region], prefix },
})
