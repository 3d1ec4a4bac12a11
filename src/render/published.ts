import type { Format } from '../model/formats.js'
import type { Report } from '../model/report.js'
import { renderFiles } from './index.js'
import { render as renderSlack, renderThread } from './slack.js'

const TO_FILE = { color: false, unicode: true, width: 120 }

/** The report as it is published: as files, and as a Slack message with its thread. */
export const RENDERERS = {
  slack: (report: Report, reportUrl: string | undefined) => ({
    message: renderSlack(report, { ...TO_FILE, ...(reportUrl !== undefined && { reportUrl }) }),
    thread: renderThread(report),
  }),
  files: (report: Report, format: Format) => renderFiles(report, format, TO_FILE),
}
