import type { Command } from 'commander'
import type { Io } from './io.js'

/** Sets the exit code of the command that ran. */
export type Finish = (exitCode: number) => void
/** Defines one command; what it does is loaded when it runs. `rest`: what followed `--`, where that is another program's. */
export type AddCommand = (program: Command, io: Io, finish: Finish, rest: readonly string[]) => void
