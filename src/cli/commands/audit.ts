import { FORMATS } from '../../model/formats.js'
import type { AddCommand } from '../add-command.js'
import { type AccountOptions, addCommonOptions, addSourceOptions, FAIL_ON, list } from '../options.js'

export interface AuditOptions extends AccountOptions {
  vpc?: string[]
  host?: string[]
  check?: string[]
  excludeCheck?: string[]
  failOn: string
  format?: string[]
  out?: string
  previous?: string
}

export const addAudit: AddCommand = (program, io, finish) => {
  const command = program
    .command('audit')
    .description('Tell for every VPC: can I connect, with which command, and if not, what is in the way')
    .option('--vpc <id>', 'only this VPC, repeatable', list)
    .option('--host <id>', 'only this instance as a host, repeatable', list)
    .option('--check <id>', 'show only the findings of this check, repeatable (verdicts rest on all)', list)
    .option('--exclude-check <id>', 'leave this check out of findings and posture, repeatable', list)
    .option('--fail-on <what>', `exit code 2 from here on: ${FAIL_ON.join(', ')}`, 'blocked')
    .option('--format <format>', `${FORMATS.join(', ')}; repeatable with --out`, list)
    .option('--out <folder>', 'write report.<format> files into this folder instead of stdout')
    .option('--previous <file>', 'an earlier JSON report: tells what has changed since')
  addSourceOptions(addCommonOptions(command)).action(async (options: AuditOptions) => {
    const { audit } = await import('../run/audit.js')
    finish(await audit(options, io))
  })
}
