/**
 * One argument of a command, before any shell quotes it: a plain text, a word that the reader has to replace, a JSON
 * document, which goes through a file of that name where a shell cannot hand it over, or the one word that another
 * command prints. `printed`: words of a text or document, of letters alone, that stand for what other commands print.
 */
export type Argument =
  | string
  | { placeholder: string }
  | { json: unknown; file: string; printed?: Printed }
  | { text: string; printed: Printed }
  | { output: CommandLine }

export type Printed = Readonly<Record<string, CommandLine>>

/**
 * A program, `aws` or `ssm-ready`, and its arguments. A check leaves out what only the report knows: the profile, and
 * how this program was started.
 */
export type CommandLine = readonly Argument[]
