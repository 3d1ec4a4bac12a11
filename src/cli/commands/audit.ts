import { resolve } from 'node:path'
import { UsageError } from '../../model/errors.js'
import { FORMATS, type Format } from '../../model/formats.js'
import type { Report } from '../../model/report.js'
import type { AddCommand } from '../add-command.js'
import { invocationOf } from '../invocation.js'
import type { Io } from '../io.js'
import {
  addCommonOptions,
  addSourceOptions,
  addTimeoutOption,
  listOption,
  oneOf,
  readingLimitOf,
  valueOption,
} from '../options.js'
import { remember } from '../remember.js'
import { type Progress, progressOn, renderOptions } from '../terminal.js'
import { type AccountsOptions, addAccountsOptions, assertAccountsOptions } from './audit/options.js'

const CHECK = { of: ['check'] } as const
const HOPS = ['all'] as const
const JUNIT_POSTURE = ['failure', 'system-out'] as const
const FAIL_ON = ['blocked', 'degraded', 'deviating', 'unknown', 'none'] as const

interface AuditOptions extends AccountsOptions {
  check?: string[]
  excludeCheck?: string[]
  failOn: string
  format?: string[]
  out?: string
  previous?: string
  hops?: string
  all?: boolean
  probe?: boolean
  junitPosture?: (typeof JUNIT_POSTURE)[number]
}

export const addAudit: AddCommand = (program, io, finish) => {
  const command = program
    .command('audit')
    .description('For every VPC: can I connect, with which command, and if not, what is in the way')
    .addOption(listOption('--vpc <id or name>', 'only this VPC, repeatable', { of: ['vpc'] }))
    .addOption(listOption('--host <id or name>', 'only this instance as a host, repeatable', { of: ['host'] }))
    .addOption(
      listOption('--check <id>', 'show only the findings of this check, repeatable (verdicts rest on all)', CHECK),
    )
    .addOption(listOption('--exclude-check <id>', 'leave this check out of findings and posture, repeatable', CHECK))
    .addOption(
      valueOption('--fail-on <what>', `exit code 2 from here on: ${FAIL_ON.join(', ')}`, FAIL_ON).default('blocked'),
    )
    .addOption(listOption('-o, --format <format>', `${FORMATS.join(', ')}; repeatable with --out`, FORMATS))
    .addOption(valueOption('--out <folder>', 'write report.<format> files into this folder instead of stdout', 'file'))
    .option(
      '--probe',
      'try every tunnel that is not blocked for real: a session and one connection each, without a login; databases that answer are proven',
    )
    .option('--all', 'list everything: nothing is folded in the table')
    .addOption(valueOption('--hops <which>', 'all: list the hops of findings that pass, too', HOPS))
    .addOption(
      valueOption(
        '--junit-posture <as>',
        'what deviations of the posture are in junit: failure (default) or system-out',
        JUNIT_POSTURE,
      ),
    )
    .addOption(valueOption('--previous <file>', 'an earlier JSON report: shows what has changed since', 'file'))
  addTimeoutOption(addAccountsOptions(command))
  addSourceOptions(addCommonOptions(command)).action(async (options: AuditOptions) => finish(await audit(options, io)))
}

async function audit(options: AuditOptions, io: Io): Promise<number> {
  const failOn = oneOf('--fail-on', FAIL_ON, options.failOn)
  const formats = formatsOf(options)
  if (options.hops !== undefined) oneOf('--hops', HOPS, options.hops)
  const junitPosture = options.junitPosture && oneOf('--junit-posture', JUNIT_POSTURE, options.junitPosture)
  assertAccountsOptions(options)
  readingLimitOf(options)
  const { exitCodeOf } = await import('../../app/index.js')
  const progress = progressOn(io, options.quiet === true)
  const report = await (options.accounts === undefined ? oneAccount : severalAccounts)(options, io, progress).finally(
    progress.end,
  )
  const { writeReport } = await import('../write-report.js')
  const { out, quiet, all = false } = options
  const look = {
    ...renderOptions(io, options),
    all,
    ...(junitPosture && { junitPosture }),
    ...(io.elapsed && { elapsedMs: io.elapsed() }),
  }
  await writeReport(report, { formats, look, ...(out !== undefined && { out }), ...(quiet && { quiet }) }, io)
  await remember(report, options, io)
  return exitCodeOf(report, failOn)
}

async function oneAccount(options: AuditOptions, io: Io, progress: Progress): Promise<Report> {
  const { runAudit } = await import('../../app/index.js')
  const { openProbed, openSource } = await import('../source.js')
  const source = await (options.probe === true ? openProbed : openSource)(options, io, progress)
  return (await runAudit(await requestOf(options, io), source)).report
}

async function severalAccounts(options: AuditOptions, io: Io, progress: Progress): Promise<Report> {
  const { auditAccountsAsked } = await import('./audit/accounts.js')
  return auditAccountsAsked(options, await requestOf(options, io), io, progress)
}

async function requestOf(options: AuditOptions, io: Io) {
  const previous = options.previous === undefined ? undefined : await readPrevious(resolve(io.cwd, options.previous))
  return {
    ...(options.vpc && { vpcIds: options.vpc }),
    ...(options.host && { hostIds: options.host }),
    ...(options.check && { checks: options.check }),
    ...(options.excludeCheck && { excludeChecks: options.excludeCheck }),
    ...(options.hops === 'all' && { allHops: true }),
    invocation: invocationOf(options, io.env),
    ...(previous && { previous }),
  }
}

async function readPrevious(file: string): Promise<Report> {
  const { readReport } = await import('../../files/report-file.js')
  return readReport(file)
}

function formatsOf(options: AuditOptions): Format[] {
  const formats = [...new Set((options.format ?? ['table']).map((f) => oneOf('--format', FORMATS, f)))]
  if (formats.length > 1 && options.out === undefined)
    throw new UsageError(`--format ${formats.join(' --format ')}: several formats need --out FOLDER, one file each.`)
  return formats
}
