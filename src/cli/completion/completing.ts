import type { Argument, Option } from 'commander'

/** What is found where the program runs: in the last audit, in the catalogue, on this machine. */
type Looked = 'connection' | 'vpc' | 'host' | 'database' | 'check' | 'remedy' | 'region' | 'profile'

/** What may stand in the place of a value: `file`, these words, or what is looked up, of one kind or several. */
export type Completion = 'file' | readonly string[] | { of: readonly Looked[] }

const COMPLETIONS = new WeakMap<Option | Argument, Completion>()

/** Says what completes the value of an option or argument. */
export function completing<T extends Option | Argument>(value: T, completion: Completion): T {
  COMPLETIONS.set(value, completion)
  return value
}

export const completionOf = (value: Option | Argument | undefined) => value && COMPLETIONS.get(value)
