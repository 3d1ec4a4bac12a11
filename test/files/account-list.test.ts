import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { accountsAsked } from '../../src/files/account-list.js'

const [A, B] = ['111122223333', '012345678901']
const folder = mkdtempSync(join(tmpdir(), 'ssm-ready-'))
const inFile = (text: string) => {
  writeFileSync(join(folder, 'accounts.txt'), text)
  return accountsAsked('accounts.txt', folder)
}

describe('--accounts', () => {
  it.each([
    ['organization', { organization: true }],
    [A, { ids: [A] }],
    [`${A}, ${B},${A}`, { ids: [A, B] }],
  ])('%s', async (text, expected) => {
    expect(await accountsAsked(text, folder)).toEqual(expected)
  })

  it.each([
    ['an id on each line', `${A}\n${B}\n`],
    ['comments, blank lines, blanks and the ends of lines of Windows', `# all\r\n\r\n  ${A} # orders\r\n${B}`],
    ['a JSON list', `\n[ "${A}",\n "${B}" ]\n`],
    ['a mark of UTF-8', `\uFEFF${A}\n${B}`],
  ])('a file with %s', async (_, text) => {
    expect(await inFile(text)).toEqual({ ids: [A, B] })
  })

  const accepted = 'a 12-digit account id on each line (# begins a comment), or a JSON list of them as texts'
  it.each([
    ['a line that is none', `${A}\nproduction\n`, `line 2: expected ${accepted}, got "production".`],
    ['several on a line', `${A} ${B}`, `line 1: expected ${accepted}, got "${A} ${B}".`],
    ['numbers, which lose zeros', `["${A}", 12345678901]`, `entry 2: expected ${accepted}, got 12345678901.`],
    ['half a list', `["${A}"`, `no valid JSON; expected ${accepted}.`],
    ['comments alone', '# none yet\n', `no account is listed; expected ${accepted}.`],
    ['too much', `${A}\n`.repeat(90_000), '1170000 bytes, and at most 1048576 are read.'],
  ])('refuses a file with %s', async (_, text, message) => {
    await expect(inFile(text)).rejects.toThrow(message)
  })

  it.each([
    ['11112222333', /^--accounts: expected 12-digit account ids .*, got "11112222333"\.$/],
    [`${A},`, /^--accounts: expected .*, got ""\.$/],
    ['organisation', /^--accounts: expected .* or organization; organisation cannot be read: no such file\.$/],
    ['.', /^--accounts \. cannot be read: it is a folder\.$/],
  ])('refuses %s', async (text, message) => {
    await expect(accountsAsked(text, folder)).rejects.toThrow(message)
  })
})
