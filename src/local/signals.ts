/** Ways of asking this program to stop, with the exit code that shells give for each. */
const STOPS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

export interface Stop {
  /** Resolves with the exit code when somebody asks to stop. */
  asked: Promise<number>
  /** Goes back to what the signals did before. */
  release: () => void
}

/** Catches the signals that would end this program, so that it can end what it began. */
export function catchStop(): Stop {
  const handlers: [keyof typeof STOPS, () => void][] = []
  const asked = new Promise<number>((resolve) => {
    for (const signal of Object.keys(STOPS) as (keyof typeof STOPS)[]) {
      const handler = () => resolve(STOPS[signal])
      handlers.push([signal, handler])
      process.on(signal, handler)
    }
  })
  return {
    asked,
    release: () => {
      for (const [signal, handler] of handlers) process.removeListener(signal, handler)
    },
  }
}
