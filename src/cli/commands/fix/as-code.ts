import { UsageError } from '../../../model/errors.js'
import { CODE_LANGUAGES, type CodeLanguage, type PlanAsCode } from '../../../model/plan-as-code.js'
import type { Io } from '../../io.js'
import { oneOf } from '../../options.js'
import { renderOptions } from '../../terminal.js'
import { type FixOptions, writeOut } from './prepare.js'

export const AS_OPTION = '--as <language>'

/**
 * Asked before the work begins, so that a typing error costs no audit.
 * @throws UsageError naming the languages
 */
export function languageOf({ as, format }: FixOptions): CodeLanguage | undefined {
  if (as === undefined) return undefined
  const language = oneOf('--as', CODE_LANGUAGES, as)
  if (format !== undefined)
    throw new UsageError('--as: a template has a format of its own: leave --as or --format out.')
  return language
}

/** The template on stdout, or in a file; what is not in it on stderr. */
export async function writeAsCode(code: PlanAsCode, options: FixOptions, io: Io): Promise<void> {
  if (code.text !== '' && options.out !== undefined) await writeOut('template', code.text, options.out, io)
  else if (code.text !== '') io.stdout.write(`${code.text}\n`)
  const { renderLeft } = await import('../../../render/plan-as-code.js')
  io.stderr.write(`${renderLeft(code, { ...renderOptions(io, options), color: false })}\n`)
}
