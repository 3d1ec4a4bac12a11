import { spawnSync } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WORDS_VARIABLE } from '../../src/cli/completion/shells.js'
import { writeAuditedNames } from '../../src/files/audited-names.js'
import { runCli } from '../support/cli.js'
import { completionProgram, HOSTILE, REGION } from '../support/completion-program.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'

const completion = completionProgram()
let folder: string
let env: Record<string, string>
beforeAll(async () => {
  ;({ folder, env } = await completion.make())
})
afterAll(() => completion.remove())

/** What fish would be offered: the whole words, a line each. */
async function completed(...words: string[]): Promise<string[]> {
  const { exitCode, stdout, stderr } = await runCli(['__complete', 'fish', '--', ...words], { env, cwd: folder })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return stdout.split('\n').slice(0, -1)
}

describe('what is offered', () => {
  it.each<[string[], string[]]>([
    [['aud'], ['audit']],
    [['__comp'], []],
    [['fix', 'ap'], ['apply']],
    [['fix', 'plan', 'update-agent', 'upd'], ['update-agent']],
    [['completion', 'b'], ['bash']],
    [
      ['policy', ''],
      ['instance', 'operator', 'probe'],
    ],
    [
      ['audit', '--fail-on', 'de'],
      ['degraded', 'deviating'],
    ],
    [
      ['audit', '--fail-on=de'],
      ['--fail-on=degraded', '--fail-on=deviating'],
    ],
    [['audit', '--format', 'json,js'], ['json,jsonl']],
    [['audit', '-o', 'sa'], ['sarif']],
    [
      ['audit', '--sample', ''],
      ['article', 'troubled', 'large'],
    ],
    [['audit', '--check', 'vpc-d'], ['vpc-dns']],
    [
      ['audit', '--vpc', ''],
      ['main', 'vpc-1'],
    ],
    [['audit', '--host', 'bas'], ['bastion-a']],
    [['audit', '--host=bas'], ['--host=bastion-a']],
    [['connect', 'o'], ['orders-db']],
    [['connect', 'ba'], ['bastion-a']],
    [['explain', 'ba'], ['bastion-a']],
    [['explain', 'bastion-a', ''], ['orders-db']],
    [['explain', 'bastion-a', 'orders-db', ''], []],
    [['connect', 'twi'], []],
    [['connect', 'i-3'], ['i-3']],
    [['connect', '--sample', 'troubled', 'o'], []],
    [['connect', '--region', 'us-east-1', 'o'], []],
    [['connect', '--region', REGION, 'o'], ['orders-db']],
    [['connect', '--profile', 'other', 'o'], []],
    [
      ['audit', '--region', ''],
      ['all', REGION],
    ],
    [['connect', 'orders-db', '--vi'], ['--via']],
    [['connect', '--print', '--pr'], ['--profile']],
    [['connect', '--', '--pr'], []],
    [['nothing', 'x', ''], []],
    [['audit', '--config', ''], []],
  ])('%j → %j', async (words, expected) => {
    expect(await completed(...words)).toEqual(expected)
  })

  it("the commands' own options, whichever they are", async () => {
    const { stdout } = await runCli(['audit', '--help'])
    const flags = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag)
    expect(flags.length).toBeGreaterThan(15)
    expect((await completed('audit', '-')).toSorted()).toEqual(flags.toSorted())
  })

  it('profiles of the shared files', async () => {
    const files = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') }
    await writeFile(files.AWS_CONFIG_FILE, '[default]\n[profile prod]\n[profile "my test"]\n[sso-session corp]\n')
    await writeFile(files.AWS_SHARED_CREDENTIALS_FILE, '[prod]\n[old]\naws_access_key_id = [x]\n')
    const { stdout } = await runCli(['__complete', 'fish', '--', 'audit', '--profile', ''], {
      env: { ...env, ...files },
    })
    expect(stdout).toBe('default\nprod\nmy test\nold\n')
  })
})

/** Calls the function that bash calls, with the words that it would pass, then hands the answer to the shell as typed. */
function inBash(words: readonly string[]): { reply: string[]; read: string[] } {
  const script = `
source <(ssm-ready completion bash)
complete -p ssm-ready | grep -q -- '-F _ssm_ready' || exit 9
COMP_WORDS=(ssm-ready "$@"); COMP_CWORD=$#
_ssm_ready ssm-ready "\${!#}" ''
printf '%s\\0' "\${COMPREPLY[@]}"; printf '\\0'
for reply in "\${COMPREPLY[@]}"; do eval "printf '%s\\\\0' $QUOTE$reply$QUOTE"; done`
  const [, quote = ''] = /^(["'])[^"']*$/.exec(words.at(-1) ?? '') ?? []
  const run = spawnSync('bash', ['--norc', '-c', script, 'bash', ...words], {
    cwd: folder,
    env: { ...env, QUOTE: quote },
    encoding: 'utf8',
  })
  expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: '' })
  const [reply = '', read = ''] = run.stdout.split('\0\0')
  return { reply: reply.split('\0').filter(Boolean), read: read.split('\0').filter(Boolean) }
}

describe('bash', () => {
  it('completes words, also those that it takes apart', () => {
    expect(inBash(['conn']).reply).toEqual(['connect'])
    expect(inBash(['connect', 'orders']).reply).toEqual(['orders-db'])
    expect(inBash(['audit', '--format', '=', 'js']).reply).toEqual(['json', 'jsonl'])
    expect(inBash(['audit', '--fail-on', '=']).reply).toContain('blocked')
    expect(inBash(['connect', '"ord']).reply).toEqual(['orders-db'])
    expect(inBash(['connect', 'a', ':', 'b']).read).toEqual(['b=c@d'])
  })

  it('quotes hostile names, and runs none of them', async () => {
    const { read } = inBash(['explain', ''])
    expect(read).toEqual(expect.arrayContaining(HOSTILE))
    for (const begun of ['$(tou', '`touch', '"$(tou', "'$(tou", '\\$\\(tou', '"$(touch pwned)"'])
      inBash(['explain', begun])
    expect(inBash(['explain', "'it"]).reply).toEqual([`it'\\''s "quoted"`])
    expect(inBash(['explain', '"it']).reply).toEqual([`it's \\"quoted\\"`])
    expect(inBash(['explain', '\\$\\(t']).read).toEqual(['$(touch pwned)'])
    expect(await readdir(folder)).not.toContain('pwned')
  })
})

describe('PowerShell', () => {
  const inPowershell = async (...words: string[]): Promise<{ text: string; shown: string }[]> => {
    const asked = { env: { ...env, [WORDS_VARIABLE]: JSON.stringify(words) } }
    const { stdout } = await runCli(['__complete', 'powershell'], asked)
    expect(stdout).toMatch(/^[ -~]*$/)
    return JSON.parse(stdout)
  }

  it('quotes by its own rules, and leaves out what it cannot hand over', async () => {
    const found = await inPowershell('explain', '')
    const texts = new Map(found.map(({ text, shown }) => [shown, text]))
    expect(texts.get('$(touch pwned)')).toBe(`'$(touch pwned)'`)
    expect(texts.get('two words')).toBe(`'two words'`)
    expect(texts.get('bastion-a')).toBe('bastion-a')
    expect(texts.has(`it's "quoted"`)).toBe(false)
    expect(texts.has('new\nline')).toBe(false)
    expect((await inPowershell('explain', "'two")).map(({ text }) => text)).toEqual([`'two words'`])
  })

  it('has a script that puts the words into the environment', async () => {
    const { stdout } = await runCli(['completion', 'powershell'])
    expect(stdout).toContain('Register-ArgumentCompleter -Native -CommandName ssm-ready')
    expect(stdout).toContain(`$env:${WORDS_VARIABLE} = ConvertTo-Json`)
    expect(stdout).not.toContain('Invoke-Expression $')
  })
})

describe('the names of the last audit', () => {
  const names = { accountId: '1', profile: '', regions: [REGION], vpcs: [], hosts: [], databases: [] }

  it('survive whatever text they hold', async () => {
    const state = { ...env, XDG_STATE_HOME: join(folder, 'other') }
    const databases = HOSTILE_TEXTS.map((id) => ({ id, region: REGION }))
    await writeAuditedNames(state, { ...names, databases })
    const { stdout } = await runCli(['__complete', 'zsh', '--', 'connect', ''], { env: state })
    expect(stdout.length).toBeGreaterThan(0)
    for (const shell of ['bash', 'fish', 'powershell']) {
      const { exitCode, stderr } = await runCli(['__complete', shell, '--', 'connect', ''], { env: state })
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    }
  })

  it('are those of the newest file that can be read', async () => {
    const state = { ...env, XDG_STATE_HOME: join(folder, 'newest') }
    await writeAuditedNames(state, { ...names, databases: [{ id: 'old', region: REGION }] })
    const place = join(folder, 'newest/ssm-ready/names')
    expect(await readdir(place)).toHaveLength(1)
    for (const [index, text] of ['', '{', '[]', '{"accountId":1}', 'null'].entries())
      await writeFile(join(place, `${index}-abc.json`), text)
    const { stdout } = await runCli(['__complete', 'bash', '--', 'connect', ''], { env: state })
    expect(stdout).toBe('old\n')
  })

  it.each([
    ['a file', async (path: string) => writeFile(path, 'x')],
    ['nowhere', async () => undefined],
  ])('are not kept where there is no folder: %s', async (what, make) => {
    const path = what === 'nowhere' ? '/proc/ssm-ready/state' : join(folder, 'a-file')
    await make(path)
    await expect(writeAuditedNames({ XDG_STATE_HOME: path }, names)).resolves.toBeUndefined()
    const { exitCode, stdout } = await runCli(['__complete', 'bash', '--', 'connect', ''], {
      env: { XDG_STATE_HOME: path },
    })
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' })
  })

  it('hold nothing but ids, names and regions, and none of a sample', async () => {
    const state = join(folder, 'sample-state')
    await runCli(['audit', '--sample'], { env: { ...env, XDG_STATE_HOME: state } })
    await expect(readdir(state)).rejects.toThrow('ENOENT')
    const place = join(folder, 'state/ssm-ready/names')
    const [file = ''] = await readdir(place)
    expect(Object.keys(JSON.parse(await readFile(join(place, file), 'utf8'))).toSorted()).toEqual([
      'accountId',
      'databases',
      'hosts',
      'profile',
      'regions',
      'vpcs',
    ])
  })
})
