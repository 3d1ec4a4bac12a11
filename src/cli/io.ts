import type { Env } from '../model/env.js'
/** What the program may touch of the outside; tests pass their own. */
export interface Io {
  env: Env
  cwd: string
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
  stdin: NodeJS.ReadStream
  /** Milliseconds since the program was started; absent where it is not a process of its own. */
  elapsed?: () => number
}
