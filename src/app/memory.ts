import { parseReport } from '../files/report-file.js'
import type { Report } from '../model/report.js'
import { getFile, type KnownFile, type ReportFolder } from '../publish/s3-report.js'
import { carriedProblems } from '../report/carried-problems.js'
import { messageOf } from './told.js'

export const LATEST = 'latest.json'
/** The last report of the whole, where it is incomplete and so did not take the place of the latest one. */
export const INCOMPLETE = 'incomplete.json'

/** What a bucket tells of the audits before. */
export interface Memory {
  /** The latest report; absent where there is none, or none that can be read. */
  latest?: Report
  /** Its file, which is replaced only as it was. */
  file?: KnownFile
  /** The report before this one: the latest, or an incomplete one since. */
  previous?: Report
  /** Why it cannot be told what was published before. */
  lost?: string
}

/** The reports that were published last. A bucket that cannot be read hides no report: what is lost is said. */
export async function remember(folder: ReportFolder): Promise<Memory> {
  try {
    const file = await getFile(folder, LATEST)
    return file === undefined ? {} : await inFile(file, folder)
  } catch (error) {
    return { lost: messageOf(error) }
  }
}

async function inFile(file: KnownFile, folder: ReportFolder): Promise<Memory> {
  let latest: Report
  try {
    latest = parsed(file, LATEST, folder)
  } catch (error) {
    return { file, lost: messageOf(error) }
  }
  const since = await getFile(folder, INCOMPLETE)
  const incomplete = since && parsed(since, INCOMPLETE, folder)
  const isNewer = incomplete !== undefined && incomplete.generatedAt > latest.generatedAt
  return { latest, file, previous: isNewer ? withWhatItHides(incomplete, latest) : latest }
}

/** Problems that the incomplete report could not see are as old as the latest one says. */
function withWhatItHides(incomplete: Report, latest: Report): Report {
  const known = latest.problems.map((problem) => ({ ...problem, since: problem.since ?? latest.generatedAt }))
  return { ...incomplete, problems: [...incomplete.problems, ...carriedProblems(known, incomplete)] }
}

const parsed = ({ text }: KnownFile, name: string, { bucket }: ReportFolder) =>
  parseReport(text, `s3://${bucket} ${name}`)
