import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { Double } from './double.js'
import { CREDENTIALS, REGION, type Sim } from './sim.js'

export const CLI = resolve('dist/cli.js')

export interface Place {
  double: Double
  sim?: Sim
  env?: Record<string, string>
  cwd?: string
}

/** The environment of a program that finds nothing on its PATH, and AWS on this machine. */
export const environmentOf = ({ double, sim, env = {} }: Place): Record<string, string> => ({
  PATH: '/nonexistent',
  AWS_ENDPOINT_URL: sim?.url ?? 'http://127.0.0.1:9',
  AWS_ENDPOINT_URL_SSM: double.url,
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  // Below a file no folder can be made, not even by root.
  XDG_STATE_HOME: '/dev/null/state',
  ...env,
})

/** `ssm-ready` as a process of its own, without any other program on its PATH. */
export class StartedCli {
  stderr = ''
  readonly #stdout: Buffer[] = []
  readonly #child: ChildProcess
  readonly ended: Promise<number | null>

  constructor(argv: readonly string[], { input, ...place }: Place & { input?: 'pipe' }) {
    this.#child = spawn(process.execPath, [CLI, ...argv], {
      env: environmentOf(place),
      stdio: [input ?? 'ignore', 'pipe', 'pipe'],
      ...(place.cwd !== undefined && { cwd: place.cwd }),
    })
    this.output.on('data', (chunk: Buffer) => this.#stdout.push(chunk))
    this.#errors.on('data', (chunk: Buffer) => {
      this.stderr += chunk
    })
    this.ended = once(this.#child, 'close').then(([code]) => code as number | null)
  }

  get input(): Writable {
    return this.#child.stdin as Writable
  }

  get output(): Readable {
    return this.#child.stdout as Readable
  }

  get #errors(): Readable {
    return this.#child.stderr as Readable
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#stdout)
  }

  get stdout(): string {
    return String(this.bytes)
  }

  /** Waits until stderr holds this. */
  says(words: RegExp): Promise<RegExpExecArray> {
    return this.#until(this.#errors, () => words.exec(this.stderr), String(words))
  }

  /** Waits until stdout holds this. */
  async prints(words: RegExp): Promise<RegExpExecArray> {
    return this.#until(this.output, () => words.exec(this.stdout), String(words))
  }

  /** Waits until there are so many bytes on stdout. */
  async brings(length: number): Promise<Buffer> {
    let received = this.bytes.length
    this.output.on('data', (chunk: Buffer) => {
      received += chunk.length
    })
    return this.#until(this.output, () => (received >= length ? this.bytes : null), `${length} bytes`)
  }

  /** Reads no more, as `head` does that has seen enough. */
  closeOutputs(): void {
    for (const output of [this.output, this.#errors]) output.destroy()
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    this.#child.kill(signal)
    return this.ended
  }

  async #until<T>(stream: Readable, look: () => T | null, what: string): Promise<T> {
    for (;;) {
      const found = look()
      if (found !== null) return found
      const over = await Promise.race([this.ended.then(() => true), once(stream, 'data').then(() => false)])
      if (over && look() === null) throw new Error(`never came: ${what}\n${this.stdout}\n${this.stderr}`)
    }
  }
}
