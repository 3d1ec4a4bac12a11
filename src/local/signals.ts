import type { ChildProcess } from 'node:child_process'

/** Ways of asking this program to stop, with the exit code that shells give for each. */
const STOPS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
/** Of SIGPIPE, which Node ignores: whoever read this program's words has gone (`| head`). */
const UNREAD = 141

export interface Stop {
  /** Resolves with the exit code when somebody asks to stop. */
  asked: Promise<number>
  /** From now on, another signal ends the program at once: somebody has lost patience. */
  hasten: () => void
  /** Goes back to what the signals did before. */
  release: () => void
}

/**
 * Catches the signals that would end this program, so that it can end what it began.
 * @param outputs one that cannot be written to any more asks to stop, too
 */
export function catchStop(outputs: readonly NodeJS.WritableStream[] = [process.stderr]): Stop {
  const handlers: [keyof typeof STOPS, () => void][] = []
  let isHurried = false
  const asked = new Promise<number>((resolve) => {
    // For good: what is said on the way out is an error, too, and ends nothing.
    for (const output of outputs) output.on('error', () => resolve(UNREAD))
    for (const signal of Object.keys(STOPS) as (keyof typeof STOPS)[]) {
      const handler = () => {
        // A terminal that is closed takes the outputs, too: nobody is there to have lost patience.
        if (isHurried && signal !== 'SIGHUP') process.exit(STOPS[signal])
        resolve(STOPS[signal])
      }
      handlers.push([signal, handler])
      process.on(signal, handler)
    }
  })
  return {
    asked,
    hasten: () => {
      isHurried = true
    },
    release: () => {
      for (const [signal, handler] of handlers) process.removeListener(signal, handler)
    },
  }
}

/**
 * Hands on to a program that this one has started what would stop this one. A terminal sends Ctrl-C to both by itself.
 * @returns what ends that
 */
export function passSignalsOn(child: Pick<ChildProcess, 'kill'>, stdinIsTerminal: boolean): () => void {
  const passOn = (signal: NodeJS.Signals) => void child.kill(signal)
  const handlers: [NodeJS.Signals, (signal: NodeJS.Signals) => void][] = [
    ['SIGINT', stdinIsTerminal ? () => undefined : passOn],
    ['SIGTERM', passOn],
    ['SIGHUP', passOn],
  ]
  for (const [signal, handler] of handlers) process.on(signal, handler)
  return () => {
    for (const [signal, handler] of handlers) process.removeListener(signal, handler)
  }
}
