import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' }
import { Ajv } from 'ajv'
import formats from 'ajv-formats'

// The schema is of draft 4, of which it uses nothing that later drafts read otherwise but the name of `$id`.
const { id, $schema, ...body } = schema
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
formats.default(ajv)
const valid = ajv.compile({ $id: id, ...body })

/** What is wrong with a rendered file by the schema of SARIF 2.1.0. */
export function sarifErrors(text: string): object[] {
  valid(JSON.parse(text))
  return valid.errors ?? []
}
