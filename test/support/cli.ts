import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { ReadStream, WriteStream } from 'node:tty'
import { run } from '../../src/cli/program.js'

export interface CliResult {
  exitCode: number
  stdout: string
  stderr: string
}

export interface CliOptions {
  cwd?: string
  env?: Record<string, string | undefined>
  /** Whether stdout and stderr are terminals. */
  terminal?: boolean
}

/** Each test process has a state folder of its own: plans, locks, names. */
const stateHome = (): string => {
  home ??= mkdtempSync(join(tmpdir(), 'ssm-ready-state-'))
  return home
}
let home: string | undefined

/** Runs the command line in this process and keeps what it writes. */
export async function runCli(argv: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const stdout = captured(options.terminal === true)
  const stderr = captured(options.terminal === true)
  const exitCode = await run(argv, {
    env: options.env ?? { ...process.env, XDG_STATE_HOME: stateHome() },
    cwd: options.cwd ?? process.cwd(),
    stdout: stdout.stream,
    stderr: stderr.stream,
    stdin: silent(),
  })
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() }
}

function captured(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
  let text = ''
  const stream: NodeJS.WriteStream = Object.create(WriteStream.prototype, {
    isTTY: { value: isTTY },
    columns: { value: 100 },
    write: {
      value: (chunk: string | Uint8Array) => {
        text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
        return true
      },
    },
  })
  return { stream, text: () => text }
}

function silent(): NodeJS.ReadStream {
  const through = new PassThrough()
  through.end()
  return Object.create(ReadStream.prototype, { isTTY: { value: false }, read: { value: () => through.read() } })
}
