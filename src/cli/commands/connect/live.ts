import type { OpenTunnel } from '../../../app/index.js'
import { hanging, widthOf } from '../../../render/table/layout.js'
import type { Io } from '../../io.js'

export interface Live {
  /** A sentence on stderr. */
  say(sentence: string): void
  /** Text on stdout. */
  print(text: string): void
  /** Shows the state of the tunnels, on a terminal. */
  watch(tunnels: () => readonly OpenTunnel[]): void
  end(): void
}

const EVERY = 1_000

/**
 * Sentences as they come, above lines that show the tunnels' state; without a terminal, or while another program has it,
 * the sentences alone.
 */
export function liveOn(io: Io, quiet: boolean, isWatched: boolean): Live {
  const isShown = isWatched && !quiet && io.stderr.isTTY === true && (io.env['CI'] ?? '') === ''
  let shown = 0
  let tunnels: () => readonly OpenTunnel[] = () => []
  const clear = () => {
    if (shown > 0) io.stderr.write(`\u001b[${shown}F\u001b[J`)
    shown = 0
  }
  const draw = () => {
    if (!isShown) return
    const lines = tunnels().filter(({ since }) => since !== undefined)
    if (lines.length > 0) io.stderr.write(`${lines.map((each) => lineOf(each, io.stderr.columns)).join('\n')}\n`)
    shown = lines.length
  }
  const around = (write: () => void) => {
    clear()
    write()
    draw()
  }
  const timer = isShown ? setInterval(() => around(() => undefined), EVERY) : undefined
  timer?.unref()
  return {
    say: (sentence) => around(() => void (quiet || io.stderr.write(`${fitted(sentence, io)}\n`))),
    print: (text) => around(() => void io.stdout.write(text)),
    watch: (of) => {
      tunnels = of
    },
    end: () => {
      clearInterval(timer)
      clear()
    },
  }
}

/** `orders-db  127.0.0.1:15432  open 00:12:33  2 connections  1.2 MB up, 3.4 MB down  back 1 time`, as much as fits the terminal. */
function lineOf({ database, port, state, since = 0, returns }: OpenTunnel, columns: number | undefined): string {
  const parts = [
    database.databaseId,
    `127.0.0.1:${port}`,
    state.sessions === 0 ? 'no session now' : `open ${clock(performance.now() - since)}`,
    counted(state.connections, 'connection'),
    ...(state.waiting > 0 ? [`${state.waiting} waiting`] : []),
    `${bytes(state.sent)} up, ${bytes(state.received)} down`,
    ...(state.sessions > 1 ? [`${state.sessions} sessions`] : []),
    ...(returns > 0 ? [`came back ${counted(returns, 'time')}`] : []),
  ]
  const room = Math.max(20, (columns || 100) - 1)
  return parts.reduce((line, part) => (widthOf(`${line}  ${part}`) <= room ? `${line}  ${part}` : line))
}

/** In lines of a terminal, broken at blanks; whole for whoever reads it elsewhere. */
export function fitted(sentence: string, { stderr }: Pick<Io, 'stderr'>): string {
  return stderr.isTTY === true && stderr.columns > 0 ? hanging('', sentence, stderr.columns).join('\n  ') : sentence
}

const counted = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}

const UNITS = ['kB', 'MB', 'GB', 'TB']

function bytes(n: number): string {
  let value = n / 1_000
  let unit = 0
  for (; value >= 1_000 && unit < UNITS.length - 1; unit++) value /= 1_000
  return n < 1_000 ? `${n} B` : `${value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`
}
