import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UsageError } from '../model/errors.js'
import { fileTrouble } from './file-trouble.js'
import { LARGEST, readText } from './read-text.js'

/** Which accounts are audited. */
export type AccountsAsked = { organization: true } | { ids: string[] }

const OPTION = '--accounts'
const EXPECTED = '12-digit account ids separated by commas, a file of them, or organization'
const EXPECTED_IN_FILE = 'a 12-digit account id on each line (# begins a comment), or a JSON list of them as texts'
const ACCOUNT = /^\d{12}$/

/**
 * What `--accounts` means: ids, a file of ids, or the organization.
 * @throws UsageError naming what is no account id, in a file with its line, and what is accepted
 */
export async function accountsAsked(value: string, cwd: string): Promise<AccountsAsked> {
  const text = value.trim()
  if (text === 'organization') return { organization: true }
  if (/^[\d,\s]+$/.test(text)) return { ids: distinct(text.split(',').map((word) => idOf(word.trim()))) }
  return { ids: distinct(idsIn(await fileText(text, cwd), text)) }
}

function idOf(word: string): string {
  if (ACCOUNT.test(word)) return word
  throw new UsageError(`${OPTION}: expected ${EXPECTED}, got ${JSON.stringify(word)}.`)
}

const distinct = (ids: readonly string[]) => [...new Set(ids)]

async function fileText(file: string, cwd: string): Promise<string> {
  const path = resolve(cwd, file)
  await stat(path).catch((cause: unknown) => {
    throw new UsageError(`${OPTION}: expected ${EXPECTED}; ${file} cannot be read: ${fileTrouble(cause)}.`, { cause })
  })
  const text = await readText(path, `${OPTION} ${file}`, LARGEST.accounts)
  return text.replace(/^\uFEFF/, '')
}

function idsIn(text: string, file: string): string[] {
  const ids = text.trimStart().startsWith('[') ? idsInJson(text, file) : idsInLines(text, file)
  if (ids.length === 0) throw new UsageError(`${OPTION} ${file}: no account is listed; expected ${EXPECTED_IN_FILE}.`)
  return ids
}

function idsInLines(text: string, file: string): string[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const word = line.replace(/#.*$/, '').trim()
    if (word === '') return []
    if (ACCOUNT.test(word)) return [word]
    throw new UsageError(`${OPTION} ${file}, line ${index + 1}: expected ${EXPECTED_IN_FILE}, got ${shown(word)}.`)
  })
}

function idsInJson(text: string, file: string): string[] {
  return parsed(text, file).map((item, index) => {
    if (typeof item === 'string' && ACCOUNT.test(item)) return item
    throw new UsageError(`${OPTION} ${file}, entry ${index + 1}: expected ${EXPECTED_IN_FILE}, got ${shown(item)}.`)
  })
}

function parsed(text: string, file: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return value
  } catch (cause) {
    throw new UsageError(`${OPTION} ${file}: no valid JSON; expected ${EXPECTED_IN_FILE}.`, { cause })
  }
  throw new UsageError(`${OPTION} ${file}: expected ${EXPECTED_IN_FILE}.`)
}

const MOST_SHOWN = 40

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? ''
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text
}
