import { type Command, InvalidArgumentError, Option } from 'commander'
import { UsageError } from '../model/errors.js'
import { nearest } from '../model/nearest.js'
import { SAMPLE_NAMES } from '../model/samples.js'
import { type Completion, completing } from './completion/completing.js'

/** Options that every command takes. */
export interface CommonOptions {
  profile?: string
  region?: string[]
  config?: string
  color: boolean
  quiet?: boolean
  verbose?: boolean
}

export interface AccountOptions extends CommonOptions {
  sample?: string | true
  snapshot?: string
  timeout?: string
}

/** Collects the values of a repeatable option; a value may itself be a comma-separated list. */
export function list(value: string, previous: string[] | undefined): string[] {
  const values = value.split(',').map((v) => v.trim())
  if (values.some((v) => v === '')) throw new InvalidArgumentError('expected a value.')
  return [...(previous ?? []), ...values]
}

/** An option whose value a shell can complete. A variable of a script that was never set names no file. */
export function valueOption(flags: string, description: string, completion: Completion): Option {
  const option = completing(new Option(flags, description), completion)
  return completion === 'file' ? option.argParser(filled) : option
}

function filled(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('expected a path.')
  return value
}

/** The same, repeatable. */
export const listOption = (flags: string, description: string, completion: Completion) =>
  valueOption(flags, description, completion).argParser(list)

export function addCommonOptions(command: Command): Command {
  return command
    .addOption(valueOption('--profile <name>', 'profile of the AWS CLI', { of: ['profile'] }))
    .addOption(
      listOption('--region <region>', 'region to look at, repeatable; "all" takes every enabled one', {
        of: ['region'],
      }),
    )
    .addOption(
      valueOption('--config <file>', 'config file (default: ssm-ready.config.{json,yaml}, found upward)', 'file'),
    )
    .option('--no-color', 'no colours')
    .option('--quiet', 'no progress on stderr')
    .option('--verbose', 'stack traces of errors on stderr')
}

const sampleOption = (note = '') =>
  valueOption('--sample [name]', `an embedded sample account${note}: article, troubled or large`, SAMPLE_NAMES)

/** @param note behind "an embedded sample account" */
export const addSampleOption = (command: Command, note?: string): Command => command.addOption(sampleOption(note))

/** Where the account comes from: AWS, an embedded sample, or a file. */
export function addSourceOptions(command: Command): Command {
  return command
    .addOption(sampleOption().conflicts('snapshot'))
    .addOption(valueOption('--snapshot <file>', 'a file that `ssm-ready collect` wrote', 'file'))
}

/** @throws UsageError naming the option and what it accepts */
export function oneOf<T extends string>(option: string, accepted: readonly T[], value: string): T {
  const found = accepted.find((a) => a === value)
  if (found === undefined)
    throw new UsageError(
      `${option}: expected one of ${accepted.join(', ')}, got ${JSON.stringify(value)}${nearest(value, accepted)}.`,
    )
  return found
}

/** Bytes that a message of a session may have; the agent's own have 1,024. */
const LARGEST_MESSAGE = 65_536

export const addMessageSizeOption = (command: Command): Command =>
  command.option('--message-size <bytes>', 'of messages to the host (default: 1024; larger ones are untried with AWS)')

/** @throws UsageError */
export const messageSizeOf = ({ messageSize }: { messageSize?: string }): { messageSize?: number } =>
  messageSize === undefined ? {} : { messageSize: numberOf('--message-size', LARGEST_MESSAGE, messageSize) }

/** Seconds: a day has no more. */
const LONGEST = 86_400

export const addTimeoutOption = (command: Command): Command =>
  command.addOption(
    valueOption('--timeout <seconds>', 'for reading an account (default: 1800); what is not read then is a gap', []),
  )

/** @throws UsageError */
export const readingLimitOf = ({ timeout }: { timeout?: string }): { readingLimit?: number } =>
  timeout === undefined ? {} : { readingLimit: numberOf('--timeout', LONGEST, timeout) * 1000 }

/** A whole number from 1 on. @throws UsageError naming the option and what it accepts */
export function numberOf(option: string, most: number, text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (number < 1 || number > most)
    throw new UsageError(`${option}: expected a number from 1 to ${most}, got ${JSON.stringify(text)}.`)
  return number
}
