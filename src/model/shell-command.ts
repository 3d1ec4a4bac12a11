/** One command for each kind of shell. */
export interface ShellCommand {
  bash: string
  powershell: string
  cmd: string
}
