import { readFile } from 'node:fs/promises'
import * as z from 'zod'
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
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`--previous ${file} cannot be read: ${fileTrouble(error)}.`, { cause: error })
  }
  return parseReport(text, `--previous ${file}`)
}

/**
 * @param what what the text is, for the message
 * @throws UsageError naming the field and its expected type
 */
export function parseReport(text: string, what: string): Report {
  const result = previousSchema.safeParse(parseJson(text, what))
  if (!result.success) throw new UsageError(zodSentence(what, result.error))
  return JSON.parse(text)
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${what} cannot be read: it is no valid JSON.`, { cause: error })
  }
}
