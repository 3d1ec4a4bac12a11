import type { Command } from 'commander'
import type { RenderOptions } from '../render/types.js'
import type { Io } from './io.js'
import { type CommonOptions, listOption, oneOf } from './options.js'
import { renderOptions } from './terminal.js'

const FORMATS = ['table', 'json'] as const

/** Options of the commands that print for people or, with `--format json`, for programs. */
export interface PrintOptions extends CommonOptions {
  format?: string[]
  /** Whether nothing is folded. */
  all?: boolean
}

export function addFormatOption(command: Command): Command {
  return command.addOption(listOption('-o, --format <format>', FORMATS.join(', '), FORMATS))
}

/**
 * Asked before the work begins, so that a typing error costs no audit.
 * @throws UsageError naming the formats
 */
export function formatOf({ format }: PrintOptions): (typeof FORMATS)[number] {
  return oneOf('--format', FORMATS, format?.at(-1) ?? 'table')
}

/** Prints a value as JSON, or as `render` words it. */
export function print<T>(
  value: T,
  render: (value: T, options: RenderOptions) => string,
  options: PrintOptions,
  io: Io,
): void {
  const asJson = formatOf(options) === 'json'
  const text = asJson
    ? JSON.stringify(value, null, 2)
    : render(value, { ...renderOptions(io, options), all: options.all === true })
  io.stdout.write(`${text}\n`)
}
