import { parseReport } from '../files/report-file.js'
import type { Report } from '../model/report.js'
import { getFile, type KnownFile, type ReportFolder } from '../publish/s3-report.js'

export const LATEST = 'latest.json'

/** A report that was published, and the file that it was read from. */
export interface LastPublished {
  report: Report
  file: KnownFile
}

/** The report that was published last. */
export async function lastPublished(folder: ReportFolder): Promise<LastPublished | undefined> {
  const file = await getFile(folder, LATEST)
  return file && { report: parseReport(file.text, `s3://${folder.bucket} ${LATEST}`), file }
}
