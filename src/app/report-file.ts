import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { UsageError } from '../model/errors.js'
import type { Report } from '../model/report.js'
import { zodSentence } from '../model/zod-sentence.js'
import { fileTrouble } from './file-trouble.js'

const entries = (fields: z.ZodRawShape) => z.array(z.looseObject(fields))
const text = z.string()

/** As much of a report as a comparison reads; the rest may come from another version of this program. */
const previousSchema = z.looseObject({
  schemaVersion: z.literal(1),
  generatedAt: text,
  scope: z.looseObject({
    accountId: text,
    regions: z.array(text),
    vpcIds: z.array(text).optional(),
    hostIds: z.array(text).optional(),
  }),
  gaps: entries({ api: text, region: text }),
  vpcs: entries({ vpcId: text, region: text, verdict: text, posture: text }),
  hosts: entries({ instanceId: text, vpcId: text, region: text, verdicts: z.record(text, text) }),
  databases: entries({ databaseId: text, vpcId: text, region: text }),
  tunnels: entries({ hostId: text, databaseId: text, vpcId: text, region: text, verdict: text }),
})

/**
 * Reads an earlier JSON report.
 * @throws UsageError naming the field and its expected type
 */
export async function readReport(file: string): Promise<Report> {
  let content: unknown
  try {
    content = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is no valid JSON' : fileTrouble(error)
    throw new UsageError(`--previous ${file} cannot be read: ${reason}.`, { cause: error })
  }
  const result = previousSchema.safeParse(content)
  if (!result.success) throw new UsageError(zodSentence(`--previous ${file}`, result.error))
  return content as Report
}
