import type { Published } from '../model/destinations.js'
import type { Format } from '../model/formats.js'
import type { Report } from '../model/report.js'
import { prefixOf, putFile, putUnchanged, type ReportFolder } from '../publish/s3-report.js'
import { LATEST, type LastPublished, lastPublished } from './latest.js'

/** How reports are put into words; what this room may not know. */
export interface Renderers {
  slack(report: Report, reportUrl: string | undefined): { message: string; thread: string[] }
  /** `suffix`: behind the name that all files of one report share. */
  files(report: Report, format: Format): Promise<{ suffix: string; content: string }[]>
}

const LATEST_PAGE = 'latest.html'
const JSON_TYPE = 'application/json'
const HTML_TYPE = 'text/html; charset=utf-8'

/** What was put into the bucket. */
export interface Stored {
  locations: string[]
  /** Where people who are signed in to AWS open the page. */
  link: string
  published: Published
}

/** The folder of one report: `date=2026-11-24T06-00-00.000Z`, so that they sort and no file system minds. */
const datedName = ({ generatedAt }: Report, file: string) => `date=${generatedAt.replaceAll(':', '-')}/${file}`

/** Puts the report into the bucket under its own time alone, and gives its address. */
export const keepReport = (report: Report, folder: ReportFolder): Promise<string> =>
  putFile(folder, datedName(report, 'report.json'), JSON.stringify(report), JSON_TYPE)

/**
 * The report under its own time, the page and the formats asked for beside it; then, last of all, as the latest one, unless
 * it is of less than all, or is incomplete where the latest one is complete.
 * @throws what S3 refuses: a report that was not published must not look published
 */
export async function putReport(
  report: Report,
  formats: readonly Format[],
  last: LastPublished | undefined,
  { renderers, whole = true, folder }: { renderers: Renderers; whole?: boolean; folder: ReportFolder },
): Promise<Stored> {
  const locations = [await keepReport(report, folder)]
  const files = new Map<string, string>()
  for (const format of new Set<Format>(['html', ...formats.filter((each) => each !== 'json')]))
    for (const { suffix, content } of await renderers.files(report, format)) {
      files.set(suffix, content)
      locations.push(
        await putFile(folder, datedName(report, `report${suffix}`), content, TYPES[format] ?? 'text/plain'),
      )
    }
  const link = consoleLink(folder, datedName(report, 'report.html'), report)
  const message = whole
    ? await putLatest(report, files.get('.html') ?? '', last, folder)
    : 'not of the whole: kept beside the latest report'
  return { locations, link, published: { destination: 's3', outcome: 'done', message } }
}

async function putLatest(
  report: Report,
  page: string,
  last: LastPublished | undefined,
  folder: ReportFolder,
): Promise<string> {
  const text = JSON.stringify(report)
  for (let known = last, attempt = 1; ; attempt += 1) {
    if (known && !replaces(report, known.report))
      return `kept beside the latest report, which is ${whyKept(report, known.report)}`
    // The page first: whoever sees the new report in JSON finds it there, too.
    await putFile(folder, LATEST_PAGE, page, HTML_TYPE)
    if (await putUnchanged(folder, LATEST, text, JSON_TYPE, known?.file)) return 'the latest report'
    if (attempt === ATTEMPTS) throw new Error(`s3://${folder.bucket} ${LATEST}: others write it all the time.`)
    known = await lastPublished(folder)
  }
}

const ATTEMPTS = 5

const replaces = (report: Report, latest: Report) =>
  latest.generatedAt <= report.generatedAt && (report.complete || !latest.complete)

const whyKept = (report: Report, latest: Report) => (latest.generatedAt > report.generatedAt ? 'newer' : 'complete')

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/download-objects.html */
function consoleLink(folder: ReportFolder, name: string, { scope: { partition, regions } }: Report): string {
  const console = CONSOLES[partition] ?? 'console.aws.amazon.com'
  const prefix = encodeURIComponent(`${prefixOf(folder)}/${name}`)
  return `https://${console}/s3/object/${folder.bucket}?region=${regions[0]}&prefix=${prefix}`
}

const CONSOLES: Record<string, string> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
}

const TYPES: Partial<Record<Format, string>> = {
  html: HTML_TYPE,
  csv: 'text/csv; charset=utf-8',
  junit: 'application/xml',
  sarif: 'application/sarif+json',
  asff: JSON_TYPE,
  jsonl: 'application/jsonl',
  metrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  slack: JSON_TYPE,
}
