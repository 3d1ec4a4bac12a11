import { enterRawMode, onResize, type Screen, sizeOf } from '../../local/terminal.js'
import { TerminalModes } from '../../local/terminal-modes.js'
import type { Env } from '../../model/env.js'
import type { Session } from '../../report/commands/session.js'
import type { StreamSession } from '../../session/index.js'
import type { Account } from '../account.js'
import { runStream } from './run-stream.js'

export interface ShellWish {
  session: Session
  account: Account
  env: Env
  stdin: NodeJS.ReadStream
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
  /** A Windows shell knows no Ctrl-D. */
  isWindows: boolean
  /** A sentence to the user. */
  say: (sentence: string) => void
  /** What the audit knows about a failure in these words, a line each. */
  explain: (words: string) => string[]
}

/** Milliseconds: connections are renewed about once an hour, which nobody has to know. */
const OUTAGE = 1_000
const CTRL_C = 0x03
const CTRL_D = '\u0004'

/**
 * A shell on a host: on a terminal until the shell's exit, else until it has read and answered its input.
 * @returns the exit code: 0 at the shell's own end
 */
export async function runShell(wish: ShellWish): Promise<number> {
  const { stdin, stdout, stderr, isWindows, say, explain } = wish
  const screen = [stdout, stderr].find(({ isTTY }) => isTTY)
  const outage = new Outage(stdin, say)
  const modes = new TerminalModes()
  let leave: () => void = () => undefined
  try {
    const { exitCode, words } = await runStream({
      ...wish,
      reason: 'shell',
      input: stdin,
      output: stdout,
      atInputEnd: stdin.isTTY ? 'close' : { type: Buffer.from(isWindows ? 'exit\r' : CTRL_D) },
      ...(screen && { size: () => sizeOf(screen) }),
      onReady: (stream, message) => {
        if (message !== '') say(message)
        leave = takeTerminal(stdin, screen, stream)
      },
      ...(stdout.isTTY && { onOutput: (bytes: Buffer) => modes.note(bytes) }),
      onInterrupted: () => outage.begin(),
      onResumed: () => outage.end(),
      stop: outage.givenUp,
    })
    if (modes.undo() !== '') stdout.write(modes.undo())
    leave()
    if (words !== '') say(`The session ended: ${words}`)
    for (const line of words === '' ? [] : explain(words)) say(line)
    return exitCode
  } finally {
    outage.over()
    leave()
  }
}

function takeTerminal(stdin: NodeJS.ReadStream, screen: Screen | undefined, stream: StreamSession): () => void {
  const stopRaw = enterRawMode(stdin)
  const tell = () => {
    const size = screen && sizeOf(screen)
    if (size) stream.resize(size)
  }
  const stopResize = screen ? onResize(screen, tell) : () => undefined
  return () => {
    stopResize()
    stopRaw()
  }
}

/** While the connection is away, Ctrl-C reaches nobody there: it ends the session here. */
class Outage {
  readonly #stdin: NodeJS.ReadStream
  readonly #say: (sentence: string) => void
  #timer: NodeJS.Timeout | undefined
  #isTold = false
  #giveUp: (exitCode: number) => void = () => undefined
  readonly givenUp = new Promise<number>((resolve) => {
    this.#giveUp = resolve
  })
  readonly #watch = (data: Buffer) => {
    if (data.includes(CTRL_C)) this.#giveUp(130)
  }

  constructor(stdin: NodeJS.ReadStream, say: (sentence: string) => void) {
    this.#stdin = stdin
    this.#say = say
  }

  begin(): void {
    this.#timer = setTimeout(() => {
      this.#isTold = true
      this.#say('\nThe connection was lost; it is being taken up again. Ctrl-C ends the session.')
      this.#stdin.on('data', this.#watch)
    }, OUTAGE)
  }

  end(): void {
    if (this.#isTold) this.#say('The connection is back; nothing was lost.')
    this.over()
  }

  over(): void {
    clearTimeout(this.#timer)
    this.#isTold = false
    this.#stdin.off('data', this.#watch)
  }
}
