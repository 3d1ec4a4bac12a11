import type { Report } from '../model/report.js'
import { putFile, putUnchanged, type ReportFolder } from '../publish/s3-report.js'
import { INCOMPLETE, LATEST, type Memory, remember } from './memory.js'

const LATEST_PAGE = 'latest.html'
export const JSON_TYPE = 'application/json'
export const HTML_TYPE = 'text/html; charset=utf-8'

/** How often somebody else may have been faster. */
const ATTEMPTS = 5

interface Surroundings {
  folder: ReportFolder
  pageOf: (report: Report) => Promise<string>
}

/**
 * Makes a report the latest one, unless that is newer, or complete where this one is not. Others may do the same right now.
 * @returns what it has become, in words
 * @throws what S3 refuses
 */
export async function putLatest(
  { report, page }: { report: Report; page: string },
  memory: Memory,
  { folder, pageOf }: Surroundings,
): Promise<string> {
  let known = memory
  let ours: string | undefined
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    // What was not read may be complete.
    if (known.lost !== undefined && known.file === undefined) known = await remember(folder)
    if (known.lost !== undefined && known.file === undefined) throw new Error(known.lost)
    const why = whyKept(report, known)
    if (why !== undefined) {
      if (ours !== undefined && known.latest) await putPage(await pageOf(known.latest), ours, folder)
      if (why === COMPLETE) await putFile(folder, INCOMPLETE, JSON.stringify(report), JSON_TYPE)
      return `kept beside the latest report, ${why}`
    }
    // The page first: whoever sees the new report in JSON finds it there, too.
    ours = (await putFile(folder, LATEST_PAGE, page, HTML_TYPE)).etag
    if (await putUnchanged(folder, LATEST, JSON.stringify(report), JSON_TYPE, known.file)) return 'the latest report'
    known = await remember(folder)
  }
  throw new Error(`s3://${folder.bucket} ${LATEST}: others write it all the time.`)
}

/** Gives back the place of the page that we took, unless somebody else has it by now. */
const putPage = (page: string, etag: string, folder: ReportFolder) =>
  putUnchanged(folder, LATEST_PAGE, page, HTML_TYPE, { text: '', etag })

const COMPLETE = 'which is complete'

function whyKept({ generatedAt, complete }: Report, { latest, lost }: Memory): string | undefined {
  if (lost !== undefined && !complete) return `which cannot be read and may be complete: ${lost}`
  if (latest === undefined) return undefined
  if (latest.generatedAt > generatedAt) return 'which is newer'
  return !complete && latest.complete ? COMPLETE : undefined
}
