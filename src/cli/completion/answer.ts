import type { Command } from 'commander'
import type { Env } from '../../model/env.js'
import { candidates, placeOf } from './complete.js'
import { lookUpIn } from './look-up.js'
import { lineOf } from './shell-words.js'
import type { CompletionShell } from './shells.js'

/** What a shell's script gets for the words of a command line, of which the last is begun. */
export async function complete(
  program: Command,
  shell: CompletionShell,
  given: readonly string[],
  { env, cwd }: { env: Env; cwd: string },
): Promise<string> {
  const { words, write } = lineOf(shell, given, env)
  return write(await candidates(placeOf(program, words), lookUpIn(env, cwd)))
}
