import type { Published } from '../model/destinations.js'
import type { Format } from '../model/formats.js'
import type { Report } from '../model/report.js'
import { prefixOf, putFile, type ReportFolder } from '../publish/s3-report.js'
import type { Memory } from './memory.js'
import { HTML_TYPE, JSON_TYPE, putLatest } from './put-latest.js'
import { told } from './told.js'

/** How reports are put into words; what this room may not know. */
export interface Renderers {
  slack(report: Report, reportUrl: string | undefined): { message: string; thread: string[] }
  /** `suffix`: behind the name that all files of one report share. */
  files(report: Report, format: Format): Promise<{ suffix: string; content: string }[]>
}

/** What was put into the bucket. */
export interface Stored {
  locations: string[]
  /** Where people who are signed in to AWS open the page; absent where it could not be put. */
  link?: string
  published: Published
}

/** The folder of one report: `date=2026-11-24T06-00-00.000Z`, so that they sort and no file system minds. */
const datedName = ({ generatedAt }: Report, file: string) => `date=${generatedAt.replaceAll(':', '-')}/${file}`

/** Puts the report into the bucket under its own time alone, and gives its address. */
export async function keepReport(report: Report, folder: ReportFolder): Promise<string> {
  const { address } = await putFile(folder, datedName(report, 'report.json'), JSON.stringify(report), JSON_TYPE)
  return address
}

/**
 * The report under its own time, the page and the formats asked for beside it; then, last of all, as the latest one, unless
 * it is of less than all, or is incomplete where the latest one is complete.
 */
export async function putReport(
  report: Report,
  formats: readonly Format[],
  memory: Memory,
  { renderers, whole = true, folder }: { renderers: Renderers; whole?: boolean; folder: ReportFolder },
): Promise<Stored> {
  const locations: string[] = []
  let link: string | undefined
  const pageOf = async (of: Report) => (await renderers.files(of, 'html'))[0]?.content ?? ''
  const published = await told('s3', async () => {
    locations.push(await keepReport(report, folder))
    const page = await pageOf(report)
    const pageName = datedName(report, 'report.html')
    locations.push((await putFile(folder, pageName, page, HTML_TYPE)).address)
    link = consoleLink(folder, pageName, report)
    for (const format of new Set(formats.filter((each) => each !== 'json' && each !== 'html')))
      for (const { suffix, content } of await renderers.files(report, format)) {
        const name = datedName(report, `report${suffix}`)
        locations.push((await putFile(folder, name, content, TYPES[format] ?? 'text/plain')).address)
      }
    if (!whole) return 'not of the whole: kept beside the latest report'
    return putLatest({ report, page }, memory, { folder, pageOf })
  })
  return { locations, ...(link !== undefined && { link }), published }
}

/**
 * The page of an object in the console, where *Open* shows it: an address that was signed in advance would end with the
 * function's credentials, and let everybody in who sees the message.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/download-objects.html
 */
function consoleLink(folder: ReportFolder, name: string, { scope: { partition } }: Report): string {
  const console = CONSOLES[partition] ?? 'console.aws.amazon.com'
  const prefix = encodeURIComponent(`${prefixOf(folder)}/${name}`)
  return `https://${console}/s3/object/${folder.bucket}?region=${folder.bucketRegion}&prefix=${prefix}`
}

const CONSOLES: Record<string, string> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
}

const TYPES: Partial<Record<Format, string>> = {
  csv: 'text/csv; charset=utf-8',
  junit: 'application/xml',
  sarif: 'application/sarif+json',
  asff: JSON_TYPE,
  jsonl: 'application/jsonl',
  metrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  slack: JSON_TYPE,
}
