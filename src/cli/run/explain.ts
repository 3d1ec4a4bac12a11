import { explain, runAudit } from '../../app/index.js'
import type { ExplainOptions } from '../commands/explain.js'
import type { Io } from '../io.js'
import { oneOf } from '../options.js'
import { openSource } from '../source.js'
import { progressOn, renderOptions } from '../terminal.js'

const FORMATS = ['table', 'json'] as const

/** @returns the exit code */
export async function runExplain(
  host: string,
  database: string | undefined,
  options: ExplainOptions,
  io: Io,
): Promise<number> {
  const format = oneOf('--format', FORMATS, options.format?.at(-1) ?? 'table')
  const progress = progressOn(io, options.quiet === true)
  const source = await openSource(options, io, progress)
  const { report } = await runAudit(options.profile === undefined ? {} : { profile: options.profile }, source).finally(
    progress.end,
  )
  const explanation = explain(report, host, database)
  const { renderExplanation } = await import('../../render/explanation.js')
  io.stdout.write(
    format === 'json'
      ? `${JSON.stringify(explanation, null, 2)}\n`
      : `${renderExplanation(explanation, renderOptions(io, options.color))}\n`,
  )
  return 0
}
