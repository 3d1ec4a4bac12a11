import type { RemediateDependencies } from '../../../app/index.js'
import type { Plan } from '../../../model/plan.js'
import type { Io } from '../../io.js'

const INDENT = '  '
const WHOLE = Number.POSITIVE_INFINITY

/** With progress as people read the plan: names before ids, in lines that fit the terminal. */
export async function tellingOf(
  plan: Plan,
  { onProgress, ...dependencies }: RemediateDependencies,
  io: Io,
): Promise<RemediateDependencies> {
  if (!onProgress) return dependencies
  const { wordsOf } = await import('../../../render/plan/words.js')
  const { hanging } = await import('../../../render/table/layout.js')
  const words = wordsOf(plan)
  const columns = io.stderr.isTTY === true && io.stderr.columns > 0 ? io.stderr.columns - INDENT.length : WHOLE
  return { ...dependencies, onProgress: (text) => onProgress(hanging('', words(text), columns).join(`\n${INDENT}`)) }
}
