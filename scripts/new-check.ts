import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { SubjectKind } from '../src/model/finding.js'

/** What a check judges by the first word of its id, unless `--subject` says otherwise. */
const SUBJECTS = new Map<string, SubjectKind>([
  ['vpc', 'vpc'],
  ['endpoint', 'vpc'],
  ['host', 'host'],
  ['node', 'host'],
  ['agent', 'host'],
  ['role', 'host'],
  ['path', 'host'],
  ['session', 'region'],
  ['region', 'region'],
  ['database', 'database'],
  ['tunnel', 'tunnel'],
  ['caller', 'caller'],
])
const KINDS = [...new Set(SUBJECTS.values())]

/** Words in lower case, so that the id is a file name and, in camel case, a variable. */
const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/

/** The files written, below `root`, or one sentence on what is wrong with the arguments. */
export function newCheck(root: string, argv: readonly string[]): { files: string[] } | { problem: string } {
  const request = requestOf(argv)
  if ('problem' in request) return request
  const { id, subject } = request
  const files = [`src/checks/${id}.ts`, `test/scenarios/${id}.json`] as const
  const taken = files.find((file) => existsSync(join(root, file)))
  if (taken !== undefined) return { problem: `${taken} is there already.` }
  const template = (kind: 'ts' | 'json') =>
    readFileSync(join(root, `scripts/new-check/${subject}.${kind}`), 'utf8').replaceAll('new-check', id)
  writeFileSync(
    join(root, files[0]),
    template('ts').replaceAll("'../../src/checks/", "'./").replaceAll("'../../src/", "'../"),
  )
  writeFileSync(join(root, files[1]), template('json'))
  return { files: [...files] }
}

function requestOf(argv: readonly string[]): { id: string; subject: SubjectKind } | { problem: string } {
  const usage = `Usage: npm run new:check ID [-- --subject ${KINDS.join('|')}]`
  const parsed = parsedArgs(argv)
  const [id, more] = parsed?.positionals ?? []
  if (parsed === undefined || id === undefined || more !== undefined) return { problem: usage }
  if (!ID.test(id))
    return {
      problem: `${JSON.stringify(id)} is no id of a check: two or more words in lower case, such as host-keyless.`,
    }
  const said = parsed.values.subject ?? SUBJECTS.get(id.split('-')[0] ?? '')
  const subject = KINDS.find((kind) => kind === said)
  if (said === undefined) return { problem: `Say what ${id} judges: -- --subject ${KINDS.join('|')}` }
  if (subject === undefined) return { problem: `No check judges a ${said}: --subject is one of ${KINDS.join(', ')}.` }
  return { id, subject }
}

function parsedArgs(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options: { subject: { type: 'string' } } })
  } catch {
    // An option that does not exist.
    return undefined
  }
}
