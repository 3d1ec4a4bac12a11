import { type AuditRequest, runAudit, snapshotOf } from '../../src/app/audit.js'
import { type Config, configSchema } from '../../src/model/config.js'
import type { Report } from '../../src/model/report.js'
import { createSample, type SampleName, type SampleOptions } from '../../src/sample/index.js'

/** The report on an embedded account, as the audit makes it; the sample's own clock makes it the same every time. */
export async function reportOfSample(
  name: SampleName,
  config: Partial<Config> = {},
  request: AuditRequest = {},
  options: SampleOptions = {},
): Promise<Report> {
  const sample = createSample(name, options)
  const parsed = configSchema.parse(config)
  const takeSnapshot = snapshotOf({ ...sample, paced: false }, parsed)
  const { report } = await runAudit(request, { config: parsed, takeSnapshot, now: sample.now })
  return report
}
