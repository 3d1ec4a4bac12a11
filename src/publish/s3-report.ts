import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import type { Report } from '../model/report.js'

/** Puts the report at `reports/<accountId>/<generatedAt>.json` and gives its `s3://` address. */
export async function putReport(s3: S3Client, bucket: string, report: Report): Promise<string> {
  const Key = `reports/${report.scope.accountId}/${report.generatedAt}.json`
  const Body = JSON.stringify(report)
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: 'application/json' }))
  return `s3://${bucket}/${Key}`
}
