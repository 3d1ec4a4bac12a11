/** What the program may touch of the outside; tests pass their own. */
export interface Io {
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
  stdin: NodeJS.ReadStream
}
