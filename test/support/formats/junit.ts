import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { z } from 'zod'

const number = z.string().regex(/^\d+$/).transform(Number)
const seconds = z.string().regex(/^\d+(\.\d+)?$/)
const totals = { tests: number, failures: number, errors: number, skipped: number }
const result = z.strictObject({ message: z.string(), type: z.string().optional(), '#text': z.string().optional() })
/** The rules of the Jenkins and Ant schemas that consumers hold a file to. */
const junit = z.strictObject({
  testsuites: z.strictObject({
    name: z.string(),
    ...totals,
    time: seconds,
    testsuite: z.array(
      z.strictObject({
        name: z.string().min(1),
        ...totals,
        time: seconds,
        timestamp: z.iso.datetime(),
        testcase: z.array(
          z.strictObject({
            name: z.string().min(1),
            classname: z.string().min(1),
            time: seconds,
            failure: z.array(result).optional(),
            skipped: z.array(result).optional(),
            'system-out': z.array(z.string()).optional(),
          }),
        ),
      }),
    ),
  }),
})

/** The suites of a rendered file.
 * @throws when it is no XML, or not what consumers take
 */
export function readJunit(text: string) {
  if (XMLValidator.validate(text) !== true) throw new Error('no valid XML')
  const lists = new Set(['testsuite', 'testcase', 'failure', 'skipped', 'system-out'])
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseAttributeValue: false,
    parseTagValue: false,
    ignoreDeclaration: true,
    isArray: (name, _path, _leaf, isAttribute) => !isAttribute && lists.has(name),
  })
  return junit.parse(parser.parse(text)).testsuites
}
