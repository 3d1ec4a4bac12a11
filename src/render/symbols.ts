import pc from 'picocolors'
import type { Status } from '../model/finding.js'
import type { RenderOptions } from './types.js'

const SYMBOLS: Record<
  Status,
  { unicode: string; ascii: string; color: 'green' | 'yellow' | 'red' | 'magenta' | 'dim' }
> = {
  pass: { unicode: '✔', ascii: '+', color: 'green' },
  warn: { unicode: '⚠', ascii: '!', color: 'yellow' },
  fail: { unicode: '✖', ascii: 'x', color: 'red' },
  unknown: { unicode: '?', ascii: '?', color: 'magenta' },
  skip: { unicode: '–', ascii: '-', color: 'dim' },
}

/** A status as one coloured sign, ASCII where the terminal needs it. */
export function statusSymbol(status: Status, { color, unicode }: RenderOptions): string {
  const symbol = SYMBOLS[status]
  return pc.createColors(color)[symbol.color](unicode ? symbol.unicode : symbol.ascii)
}
