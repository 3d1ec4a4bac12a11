import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3'

/** Where a file is, or is to be. */
export interface ObjectPlace {
  s3: S3Client
  bucket: string
  key: string
}

/** A file as it was when it was read. */
export interface KnownFile {
  text: string
  etag: string | undefined
}

/** A file that was put. */
export interface PutFile {
  /** `s3://…` */
  address: string
  etag: string | undefined
}

export interface FileContent {
  body: string
  contentType: string
}

/** Puts a file, whatever is there. */
export const putObject = (place: ObjectPlace, content: FileContent): Promise<PutFile> => put(place, content, {})

/**
 * Puts a file only where it still is what was read before; `undefined`: where there is none.
 * @returns false where somebody else was faster
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export async function putObjectUnchanged(
  place: ObjectPlace,
  content: FileContent,
  known: KnownFile | undefined,
): Promise<boolean> {
  const condition = known === undefined ? { IfNoneMatch: '*' } : known.etag === undefined ? {} : { IfMatch: known.etag }
  try {
    await put(place, content, condition)
    return true
  } catch (error) {
    if (isConflict(error)) return false
    throw error
  }
}

async function put(
  { s3, bucket: Bucket, key: Key }: ObjectPlace,
  { body, contentType }: FileContent,
  condition: { IfMatch?: string; IfNoneMatch?: string },
): Promise<PutFile> {
  const { ETag } = await s3.send(
    new PutObjectCommand({ ...{ Bucket, Key, Body: body, ContentType: contentType }, ...condition }),
  )
  return { address: `s3://${Bucket}/${Key}`, etag: ETag }
}

/** Another writer was there before, or is there right now; or what was to be replaced has been deleted. */
const isConflict = (error: unknown) =>
  error instanceof NoSuchKey ||
  (error instanceof S3ServiceException && [409, 412].includes(error.$metadata.httpStatusCode ?? 0))

/** A file; `undefined` when there is none. */
export async function getObject({ s3, bucket: Bucket, key: Key }: ObjectPlace): Promise<KnownFile | undefined> {
  try {
    const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    if (!Body) throw new Error(`s3://${Bucket}/${Key}: S3 answered without the file.`)
    return { text: await Body.transformToString(), etag: ETag }
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined
    throw error
  }
}
