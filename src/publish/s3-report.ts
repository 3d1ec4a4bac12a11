import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3'

/** Where the reports of one account, and of the regions that are audited together, are kept. */
export interface ReportFolder {
  s3: S3Client
  bucket: string
  bucketRegion: string
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

/** A file that was put. */
export interface PutFile {
  /** `s3://…` */
  address: string
  etag: string | undefined
}

/** Puts one file, whatever is there. */
export const putFile = (folder: ReportFolder, name: string, body: string, contentType: string): Promise<PutFile> =>
  put(folder, { name, body, contentType }, {})

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
    await put(folder, { name, body, contentType }, condition)
    return true
  } catch (error) {
    if (isConflict(error)) return false
    throw error
  }
}

async function put(
  folder: ReportFolder,
  { name, body, contentType }: { name: string; body: string; contentType: string },
  condition: { IfMatch?: string; IfNoneMatch?: string },
): Promise<PutFile> {
  const { s3, bucket: Bucket } = folder
  const Key = keyOf(folder, name)
  const { ETag } = await s3.send(
    new PutObjectCommand({ ...{ Bucket, Key, Body: body, ContentType: contentType }, ...condition }),
  )
  return { address: `s3://${Bucket}/${Key}`, etag: ETag }
}

/** Another writer was there before, or is there right now; or what was to be replaced has been deleted. */
const isConflict = (error: unknown) =>
  error instanceof NoSuchKey ||
  (error instanceof S3ServiceException && [409, 412].includes(error.$metadata.httpStatusCode ?? 0))

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
