import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { entriesOf, matching, pickOne } from '../../src/cli/commands/connect/picker.js'
import { Interrupted } from '../../src/model/errors.js'
import { runCli } from '../support/cli.js'
import { troubledReport } from '../support/reports.js'

describe('picking what to connect to', () => {
  const entries = entriesOf(troubledReport(), ['nightly'])

  it('offers saved connections, then what works, and what does not with its reason', () => {
    const names = entries.map(({ name }) => name)
    expect(names[0]).toBe('nightly (saved)')
    const databases = entries.filter(({ value }) => value.includes('/'))
    const verdicts = databases.map(({ name }) => name.split(' ')[0])
    const order = ['READY', 'DEGRADED', 'UNKNOWN', 'BLOCKED']
    expect(verdicts).toEqual([...verdicts].sort((a, b) => order.indexOf(a ?? '') - order.indexOf(b ?? '')))
    expect(new Set(verdicts).size).toBeGreaterThan(1)
    for (const { name, disabled } of databases) expect(disabled !== undefined).toBe(name.startsWith('BLOCKED'))
    expect(databases.flatMap(({ disabled }) => disabled ?? []).every((reason) => reason.length > 10)).toBe(true)
  })

  it('tells hosts of one name apart by their ids', () => {
    const report = troubledReport()
    const [first] = report.hosts
    if (!first) throw new Error('the troubled report has hosts')
    const hosts = ['i-1', 'i-2'].map((instanceId) => ({ ...first, instanceId, name: 'bastion' }))
    const shells = entriesOf({ ...report, hosts }, []).filter(({ name }) => name.includes('a shell on'))
    expect(shells.map(({ name }) => name.replace(/^.*shell on /, ''))).toEqual(['bastion (i-1)', 'bastion (i-2)'])
    expect(entries.some(({ name }) => / a shell on [\w-]+$/.test(name))).toBe(true)
  })

  it('shows what holds every word that was typed', () => {
    expect(matching(entries, undefined)).toEqual(entries)
    expect(matching(entries, ' SHELL  ready').every(({ name }) => /READY.*shell/.test(name))).toBe(true)
    expect(matching(entries, 'no such thing')).toEqual([])
  })

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('ends as an interrupted program where somebody types %s', async (_, typed) => {
    const error = await picked(typed).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Interrupted)
    expect(error).toMatchObject({ exitCode: 130 })
  })

  it('gives what Enter is pressed on', async () => {
    expect(await picked('\r')).toBe('nightly')
  })

  it('gives what fits a line that was pasted with its Enter, not what the list showed before', async () => {
    expect(await picked('orders-003\r')).toMatch(/orders-003/)
  })

  it('asks again where nothing that fits can be chosen', async () => {
    const error = await picked('orders-002\r', '\u0003').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Interrupted)
  })
})

/** Picks on a terminal on which somebody types. */
function picked(...typed: string[]): Promise<string> {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()]
  stderr.resume()
  const picking = pickOne(troubledReport(), ['nightly'], { stdin, stderr })
  for (const [i, keys] of typed.entries()) setTimeout(() => stdin.write(keys), 100 + 400 * i)
  return picking
}

describe('connect', () => {
  it('asks for a name where there is no terminal', async () => {
    const { exitCode, stderr } = await runCli(['connect', '--sample', '--print', '--quiet'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('name a database or a host, or --all')
  })

  it('takes every database that can be reached', async () => {
    const { exitCode, stdout } = await runCli(['connect', '--all', '--sample', 'article', '--print', '--quiet'])
    expect(exitCode).toBe(0)
    expect(stdout.match(/start-session/g)?.length).toBeGreaterThan(1)
  })

  it('opens a saved connection by its name, with its port and its client', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
    const all = await runCli(['connect', '--all', '--sample', 'article', '--print', '--quiet'])
    const database = /host":\["([^"]+)"/.exec(all.stdout)?.[1]
    const connections = { nightly: { database, localPort: 23_456, client: 'jdbc' } }
    await writeFile(join(folder, 'ssm-ready.config.json'), JSON.stringify({ connections }))
    const { exitCode, stdout, stderr } = await runCli(['connect', 'nightly', '--sample', '--print'], { cwd: folder })
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toContain('"localPortNumber":["23456"]')
    expect(stdout).toMatch(/jdbc:\w+:\/\/127\.0\.0\.1:23456\//)
  })

  it('says which clients a saved connection can name', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
    const all = await runCli(['connect', '--all', '--sample', 'article', '--print', '--quiet'])
    const database = /host":\["([^"]+)"/.exec(all.stdout)?.[1]
    await writeFile(
      join(folder, 'ssm-ready.config.json'),
      JSON.stringify({ connections: { x: { database, client: 'telnet' } } }),
    )
    const { exitCode, stderr } = await runCli(['connect', 'x', '--sample', '--print'], { cwd: folder })
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/client: expected one of .*, got telnet/)])
  })
})
