import type { S3Client } from '@aws-sdk/client-s3'
import {
  getObject,
  type KnownFile,
  type ObjectPlace,
  type PutFile,
  putObject,
  putObjectUnchanged,
} from '../aws/object-file.js'

export type { KnownFile }

/** Where the reports of one account, and of the regions that are audited together, are kept. */
export interface ReportFolder {
  s3: S3Client
  bucket: string
  bucketRegion: string
  accountId: string
  regions: readonly string[]
  /** Where else they are: those of an organisation have a place of their own. */
  prefix?: string
}

/** `account=…/region=…`: of several regions, all their names. */
export const prefixOf = ({ accountId, regions, prefix }: ReportFolder): string =>
  prefix ?? `reports/account=${accountId}/region=${[...regions].sort().join('.')}`

const placeOf = (folder: ReportFolder, name: string): ObjectPlace => ({
  s3: folder.s3,
  bucket: folder.bucket,
  key: `${prefixOf(folder)}/${name}`,
})

/** Puts one file, whatever is there. */
export const putFile = (folder: ReportFolder, name: string, body: string, contentType: string): Promise<PutFile> =>
  putObject(placeOf(folder, name), { body, contentType })

/**
 * Puts one file only where it still is what was read before; `undefined`: where there is none.
 * @returns false where somebody else was faster
 */
export const putUnchanged = (
  folder: ReportFolder,
  name: string,
  body: string,
  contentType: string,
  known: KnownFile | undefined,
): Promise<boolean> => putObjectUnchanged(placeOf(folder, name), { body, contentType }, known)

/** One file; `undefined` when there is none. */
export const getFile = (folder: ReportFolder, name: string): Promise<KnownFile | undefined> =>
  getObject(placeOf(folder, name))
