import { type AuditRequest, runAudit, snapshotOf } from '../../src/app/audit.js'
import { type Config, configSchema } from '../../src/model/config.js'
import type { Invocation } from '../../src/model/invocation.js'
import type { Report } from '../../src/model/report.js'
import type { SampleName } from '../../src/model/samples.js'
import { createSample, type SampleOptions } from '../../src/sample/index.js'
import { LATER_IDS } from './known-checks.js'

/**
 * The report on an embedded account, as the audit makes it; the sample's own clock makes it the same every time, and checks that
 * are later than the expectations (`LATER_IDS`) stay out of it.
 */
export async function reportOfSample(
  name: SampleName,
  config: Partial<Config> = {},
  request: AuditRequest = {},
  options: SampleOptions = {},
): Promise<Report> {
  const excludeChecks = [...LATER_IDS, ...(request.excludeChecks ?? [])]
  const sample = createSample(name, options)
  const parsed = configSchema.parse(config)
  const takeSnapshot = snapshotOf({ ...sample, paced: false }, parsed)
  const invocation: Invocation = { program: ['ssm-ready'], sample: name }
  const { report } = await runAudit(
    { invocation, ...request, excludeChecks },
    { config: parsed, takeSnapshot, now: sample.now },
  )
  // Of checks that came later than what is expected, nothing is said.
  const { excludeChecks: _, ...scope } = report.scope
  const asked = request.excludeChecks
  return { ...report, scope: { ...scope, ...(asked && { excludeChecks: [...asked] }) } }
}
