import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { build, type Metafile } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { TOOL_VERSION } from '../../src/app/version.js'
import type { JournalEntry } from '../../src/model/plan.js'

const ROOT = resolve(import.meta.dirname, '../..')
/** Inside the project, so that the libraries are found. */
const FOLDER = resolve(ROOT, `node_modules/.cache/ssm-ready-${process.pid}`)
/** Many times as long as what a pipe holds. */
const REPORT = ['audit', '--sample', 'troubled', '--format', 'json', '--hops', 'all']

describe('the program as a process', () => {
  let outputs: Metafile['outputs']
  beforeAll(async () => {
    await mkdir(FOLDER, { recursive: true })
    const { metafile } = await build({
      entryPoints: { cli: resolve(ROOT, 'src/cli/main.ts') },
      outdir: FOLDER,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      metafile: true,
      logLevel: 'error',
    })
    outputs = metafile.outputs
  })
  afterAll(() => rm(FOLDER, { recursive: true, force: true }))

  const start = (...argv: string[]) => startIn(ROOT, ...argv)
  const startIn = (cwd: string, ...argv: string[]) => {
    const command = [resolve(FOLDER, 'cli.mjs'), ...argv]
    const child = spawn(process.execPath, command, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk
    })
    const ended = new Promise<number | null>((done) => child.once('close', done))
    return { child, ended: async () => ({ exitCode: await ended, stderr }) }
  }

  it('loads for its help neither AWS clients, schemas nor what lays out reports', () => {
    const libraries = new Set<string>()
    const waiting = Object.keys(outputs).filter((file) => outputs[file]?.entryPoint?.endsWith('src/cli/program.ts'))
    expect(waiting).toHaveLength(1)
    for (const file of waiting)
      for (const { path, kind, external } of outputs[file]?.imports ?? []) {
        if (kind === 'dynamic-import') continue
        if (external) libraries.add(path)
        else if (!waiting.includes(path)) waiting.push(path)
      }
    expect(libraries).toContain('commander')
    expect([...libraries].filter((name) => /^@aws-|^@smithy|^zod|^yaml|^string-width/.test(name))).toEqual([])
  })

  it('says its version, and in the table how long it has run', async () => {
    const printed = async (...argv: string[]) => {
      const { child, ended } = start(...argv)
      let text = ''
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk
      })
      expect(await ended()).toEqual({ exitCode: 0, stderr: '' })
      return text
    }
    expect(await printed('--version')).toBe(`${TOOL_VERSION}\n`)
    // The sample's own clock stands still.
    const [, seconds] = /^ssm-ready .* (\d+\.\d) s$/m.exec(await printed('audit', '--sample')) ?? []
    expect(Number(seconds)).toBeGreaterThan(0)
  })

  it('ends quietly when the reader of its output goes away', async () => {
    const { child, ended } = start(...REPORT)
    child.stdout.once('data', () => child.stdout.destroy())
    expect(await ended()).toEqual({ exitCode: 0, stderr: '' })
  })

  it('audits to its end, with its own exit code, where nobody reads what it says on stderr', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ssm-ready-unread-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    // Of which stderr says that it was found.
    await writeFile(join(folder, 'ssm-ready.config.json'), '{}')
    const { child, ended } = startIn(folder, ...REPORT)
    child.stderr.destroy()
    const report = JSON.parse(await textOf(child.stdout))
    expect(report.summary.vpcs.BLOCKED).toBeGreaterThan(0)
    expect((await ended()).exitCode).toBe(2)
  })

  it('writes large reports whole into a pipe', async () => {
    const { child, ended } = start(...REPORT)
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk
    })
    await ended()
    expect(text.length).toBeGreaterThan(500_000)
    expect(JSON.parse(text).schemaVersion).toBe(1)
  })

  it.skipIf(process.platform === 'win32')(
    'applies nothing more where the journal has no room, and goes on later',
    async () => {
      const XDG_STATE_HOME = await mkdtemp(join(tmpdir(), 'ssm-ready-state-'))
      const fix = async (limit: string, ...argv: string[]) => {
        const command = [process.execPath, resolve(FOLDER, 'cli.mjs'), 'fix', ...argv, '--sample', 'troubled']
        const env = { ...process.env, XDG_STATE_HOME }
        const limited = ['-c', `ulimit -f ${limit}; exec "$@"`, 'bash', ...command]
        const child = spawn('bash', limited, { env, stdio: ['ignore', 'pipe', 'pipe'] })
        const ended = new Promise((done) => child.once('close', done))
        const [stdout, stderr] = await Promise.all([textOf(child.stdout), textOf(child.stderr)])
        return { exitCode: await ended, stdout, stderr }
      }
      const { planId } = JSON.parse((await fix('unlimited', 'plan', 'update-agent', '--format', 'json')).stdout)
      const apply = ['apply', planId, '--approve', 'all', '--quiet']
      // A kibibyte: the system takes a part of an entry.
      expect(await fix('1', ...apply)).toEqual({
        ...{ exitCode: 1, stdout: '' },
        stderr: expect.stringMatching(
          /^ssm-ready: Journal \S+ cannot be written: files may not become so large here\. /,
        ),
      })
      expect((await fix('unlimited', ...apply)).exitCode).toBe(0)
      const journal = await readFile(join(XDG_STATE_HOME, 'ssm-ready', 'plans', `${planId}.journal.jsonl`), 'utf8')
      const entries = journal
        .trim()
        .split('\n')
        .map((line): JournalEntry => JSON.parse(line))
      // A sample's step is done each time anew.
      expect(new Set(entries.filter(({ event }) => event === 'done').map(({ stepId }) => stepId)).size).toBe(2)
      await rm(XDG_STATE_HOME, { recursive: true })
    },
  )

  it('gives the exit code of a usage error', async () => {
    const { child, ended } = start('audit', '--sampel')
    child.stdout.resume()
    const { exitCode, stderr } = await ended()
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/^ssm-ready: [^\n]+\n$/)
  })
})
