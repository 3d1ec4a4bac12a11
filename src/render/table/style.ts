import pc from 'picocolors'
import type { HopOutcome, Status, VpcVerdict } from '../../model/finding.js'
import { connectCommand, ownCommand } from '../own-command.js'
import { statusSymbol } from '../symbols.js'
import type { RenderOptions } from '../types.js'
import { verdictWord } from '../words.js'
import { GLUE } from './layout.js'

/** Of a terminal too narrow for sentences; wider than 140 columns they are hard to read. */
const NARROWEST = 40
const WIDEST = 140

const STATUS_OF: Record<VpcVerdict, Status> = {
  READY: 'pass',
  DEGRADED: 'warn',
  BLOCKED: 'fail',
  UNKNOWN: 'unknown',
  NOT_APPLICABLE: 'skip',
}

/** How this terminal shows things. */
export interface Style {
  columns: number
  shell: 'bash' | 'powershell' | 'cmd'
  /** Whether what is usually folded is listed. */
  all: boolean
  ellipsis: string
  dot: string
  line: string
  /** A command of this program, in the terminal's shell. */
  own(words: readonly string[], region?: string, profile?: string): string
  /** The command that connects to a database or host. */
  connect(query: readonly string[], region: string, profile?: string): string
  bold(text: string): string
  dim(text: string): string
  symbol(status: Status | HopOutcome): string
  verdictSymbol(verdict: VpcVerdict): string
  /** Symbol and word. */
  verdict(verdict: VpcVerdict): string
}

export function styleOf(options: RenderOptions): Style {
  const { bold, dim, green, yellow, red, magenta } = pc.createColors(options.color)
  const paint: Record<Status, (text: string) => string> = {
    pass: green,
    warn: yellow,
    fail: red,
    unknown: magenta,
    skip: dim,
  }
  const shell = options.shell ?? 'bash'
  const symbol = (status: Status) => statusSymbol(status, options)
  return {
    columns: Math.min(Math.max(options.width, NARROWEST), WIDEST),
    shell,
    all: options.all === true,
    connect: (query, region, profile) => connectCommand(query, options, region, profile)[shell],
    own: (words, region, profile) => ownCommand(words, options, region, profile)[shell],
    ellipsis: options.unicode ? '…' : '...',
    dot: options.unicode ? ' · ' : ', ',
    line: options.unicode ? `${GLUE}─ ` : `${GLUE}> `,
    bold,
    dim,
    symbol,
    verdictSymbol: (verdict) => symbol(STATUS_OF[verdict]),
    verdict: (verdict) => `${symbol(STATUS_OF[verdict])} ${paint[STATUS_OF[verdict]](verdictWord(verdict))}`,
  }
}
