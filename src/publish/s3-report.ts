import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3'

/** Where the reports of one account, and of the regions that are audited together, are kept. */
export interface ReportFolder {
  s3: S3Client
  bucket: string
  accountId: string
  regions: readonly string[]
}

/** A file as it was when it was read. */
export interface KnownFile {
  text: string
  etag: string | undefined
}

/** `account=…/region=…`: of several regions, all their names. */
export const prefixOf = ({ accountId, regions }: ReportFolder): string =>
  `reports/account=${accountId}/region=${[...regions].sort().join('.')}`

const keyOf = (folder: ReportFolder, name: string) => `${prefixOf(folder)}/${name}`

/** Puts one file and gives its `s3://` address. */
export async function putFile(folder: ReportFolder, name: string, body: string, contentType: string): Promise<string> {
  const Key = keyOf(folder, name)
  await folder.s3.send(new PutObjectCommand({ Bucket: folder.bucket, Key, Body: body, ContentType: contentType }))
  return `s3://${folder.bucket}/${Key}`
}

/**
 * Puts one file only where it still is what was read before; `undefined`: where there is none.
 * @returns false where somebody else was faster
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export async function putUnchanged(
  folder: ReportFolder,
  name: string,
  body: string,
  contentType: string,
  known: KnownFile | undefined,
): Promise<boolean> {
  const condition = known === undefined ? { IfNoneMatch: '*' } : known.etag === undefined ? {} : { IfMatch: known.etag }
  try {
    await folder.s3.send(
      new PutObjectCommand({
        ...{ Bucket: folder.bucket, Key: keyOf(folder, name), Body: body, ContentType: contentType },
        ...condition,
      }),
    )
    return true
  } catch (error) {
    if (isConflict(error)) return false
    throw error
  }
}

/** Another writer was there before, or is there right now. */
const isConflict = (error: unknown) =>
  error instanceof S3ServiceException && [409, 412].includes(error.$metadata.httpStatusCode ?? 0)

/** One file; `undefined` when there is none. */
export async function getFile(folder: ReportFolder, name: string): Promise<KnownFile | undefined> {
  try {
    const { Body, ETag } = await folder.s3.send(
      new GetObjectCommand({ Bucket: folder.bucket, Key: keyOf(folder, name) }),
    )
    if (!Body) throw new Error(`s3://${folder.bucket}/${keyOf(folder, name)}: S3 answered without the file.`)
    return { text: await Body.transformToString(), etag: ETag }
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined
    throw error
  }
}
