import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'

/** Where the reports of one account are kept. */
export interface ReportFolder {
  s3: S3Client
  bucket: string
  accountId: string
}

const keyOf = ({ accountId }: ReportFolder, name: string) => `reports/${accountId}/${name}`

/** Puts one file and gives its `s3://` address. */
export async function putFile(folder: ReportFolder, name: string, body: string, contentType: string): Promise<string> {
  const Key = keyOf(folder, name)
  await folder.s3.send(new PutObjectCommand({ Bucket: folder.bucket, Key, Body: body, ContentType: contentType }))
  return `s3://${folder.bucket}/${Key}`
}

/** One file's text; `undefined` when there is none. */
export async function getFile(folder: ReportFolder, name: string): Promise<string | undefined> {
  try {
    const { Body } = await folder.s3.send(new GetObjectCommand({ Bucket: folder.bucket, Key: keyOf(folder, name) }))
    return await Body?.transformToString()
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined
    throw error
  }
}
