import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3'

/** Under its own time; `latest.json` is one of these again. */
const DATED_REPORT = /(^|\/)date=[^/]+\/report\.json$/

/**
 * The keys of all reports that were published below a prefix.
 * @throws what S3 refuses
 */
export async function publishedReports(s3: S3Client, bucket: string, prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix }))
    for (const { Key = '' } of Contents) if (DATED_REPORT.test(Key)) keys.push(Key)
  return keys
}

/** The text of one of them. @throws what S3 refuses */
export async function readPublished(s3: S3Client, bucket: string, key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
  if (!Body) throw new Error('S3 answered without the file')
  return Body.transformToString()
}
