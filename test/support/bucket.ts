import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { mockClient } from 'aws-sdk-client-mock'

/** A bucket in memory, with conditional writes. A file's version stands for its ETag. */
export function fakeBucket() {
  const s3 = mockClient(S3Client)
  const files = new Map<string, { text: string; version: number }>()
  const folder = {
    s3: new S3Client({ region: 'eu-west-1' }),
    ...{ bucket: 'reports-bucket', bucketRegion: 'eu-west-1', accountId: '111122223333', regions: ['eu-west-1'] },
  }
  const fill = () => {
    s3.reset()
    files.clear()
    s3.on(PutObjectCommand).callsFake(({ Key, Body, IfNoneMatch, IfMatch }) => {
      const known = files.get(Key)
      if (IfNoneMatch === '*' && known) conflict()
      if (IfMatch !== undefined && IfMatch !== `"${known?.version}"`) conflict()
      const version = (known?.version ?? 0) + 1
      files.set(Key, { text: Body, version })
      return { ETag: `"${version}"` }
    })
    s3.on(GetObjectCommand).callsFake(({ Key }) => {
      const file = files.get(Key)
      if (file === undefined) throw new NoSuchKey({ message: 'no such key', $metadata: {} })
      return { Body: { transformToString: async () => file.text }, ETag: `"${file.version}"` }
    })
  }
  fill()
  return { s3, files, folder, fill }
}

function conflict() {
  const $metadata = { httpStatusCode: 412 }
  throw new S3ServiceException({ name: 'PreconditionFailed', $fault: 'client', message: 'no', $metadata })
}
