import { spawnSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/cli.js'
import { completionProgram, HOSTILE } from '../support/completion-program.js'

const completion = completionProgram()
let folder: string
let env: Record<string, string>
beforeAll(async () => {
  ;({ folder, env } = await completion.make())
})
afterAll(() => completion.remove())

/** What each shell offers for words of which the last is begun, by its own means. */
const SHELLS = {
  fish: { argv: ['--no-config', '-c'], script: 'ssm-ready completion fish | source; complete -C "ssm-ready $argv"' },
  // The widget calls `compadd` with what it offers, or `_files`; it runs in the completion's own context alone.
  zsh: {
    argv: ['-f', '-c'],
    script: `compdef() { : }; source <(ssm-ready completion zsh)
compadd() { shift; print -rl -- "$@" }; _files() { print FILES }
words=(ssm-ready "$@"); CURRENT=$#words; _ssm-ready`,
  },
} as const

describe.each(['zsh', 'fish'] as const)('%s', (shell) => {
  const installed = spawnSync(shell, ['-c', ':']).status === 0
  if (!installed) console.warn(`${shell} is not installed: its completion script was not run.`)

  const offered = (...words: string[]): string[] => {
    const { argv, script } = SHELLS[shell]
    const given = shell === 'zsh' ? ['zsh', ...words] : words
    const { status, stdout, stderr } = spawnSync(shell, [...argv, script, ...given], {
      cwd: folder,
      env,
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    return stdout.split('\n').filter(Boolean)
  }

  it.skipIf(!installed)('completes commands, names of the last audit and words of a list', async () => {
    expect(offered('conn')).toEqual(['connect'])
    expect(offered('audit', '--vpc', '')).toEqual(['main', 'vpc-1'])
    expect(offered('connect', 'ord')).toEqual(['orders-db'])
    expect(offered('audit', '--format=json,me')).toEqual(['--format=json,metrics'])
    expect(offered('audit', '--sample', 't')).toEqual(['troubled'])
    const oneLine = HOSTILE.filter((name) => !name.includes('\n'))
    expect(offered('explain', '')).toEqual(expect.arrayContaining(oneLine))
    expect(await readdir(folder)).not.toContain('pwned')
  })

  it.skipIf(!installed)('leaves files to the shell', async () => {
    const found = offered('audit', '--snapshot', 's')
    expect(found).toEqual(shell === 'zsh' ? ['FILES'] : expect.arrayContaining(['ssm-ready', 'state/']))
  })

  it('has a script that calls back', async () => {
    const { exitCode, stdout } = await runCli(['completion', shell])
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`ssm-ready __complete ${shell} -- `)
    expect(stdout).not.toContain('eval')
  })
})

it('zsh gets whole names, each with an end that no name has', async () => {
  const { stdout } = await runCli(['__complete', 'zsh', '--', 'explain', ''], { env })
  expect(stdout.split('\0')).toEqual(expect.arrayContaining(HOSTILE))
})

it('fish leaves options with files to itself', async () => {
  const { stdout } = await runCli(['completion', 'fish'])
  expect(stdout).toContain('complete -c ssm-ready -l snapshot -r -F\n')
})
