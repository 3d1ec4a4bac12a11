import type { Command } from 'commander'
import { UsageError } from '../../../model/errors.js'
import { quotePosix } from '../../../shell/posix.js'
import { type AccountOptions, valueOption } from '../../options.js'

export interface AccountsOptions extends AccountOptions {
  accounts?: string
  assumeRole?: string
  externalId?: string
  vpc?: string[]
  host?: string[]
  probe?: boolean
}

export const addAccountsOptions = (command: Command): Command =>
  command
    .addOption(
      valueOption('--accounts <ids, file or organization>', 'several accounts in one report; needs --assume-role', [
        'organization',
      ]),
    )
    .addOption(
      valueOption('--assume-role <name>', 'role that is assumed in each of --accounts, e.g. ssm-ready-read', []),
    )
    .addOption(valueOption('--external-id <id>', 'what the trust policy of --assume-role asks for', []))

/** With its path, without the slash before it. */
const ROLE = /^[\w+=,.@-]+(\/[\w+=,.@-]+)*$/
/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/

/**
 * What goes together and what does not.
 * @throws UsageError naming the option and what it accepts
 */
export function assertAccountsOptions(options: AccountsOptions): void {
  const { accounts, assumeRole, externalId } = options
  if (accounts === undefined) {
    for (const [name, value] of [['--assume-role', assumeRole] as const, ['--external-id', externalId] as const])
      if (value !== undefined) throw new UsageError(`${name} goes with --accounts ID,…, FILE or organization.`)
    return
  }
  for (const name of ['sample', 'snapshot', 'vpc', 'host'] as const)
    if (options[name] !== undefined)
      throw new UsageError(
        `--accounts and --${name} exclude each other: ${EXCLUDED[name](name, [options[name] ?? []].flat().map(String))}`,
      )
  if (assumeRole === undefined)
    throw new UsageError('--accounts needs --assume-role NAME: the role that is assumed in each of them.')
  if (!ROLE.test(assumeRole))
    throw new UsageError(
      `--assume-role: expected the name of a role, such as ssm-ready-read, without account or arn, got ${JSON.stringify(assumeRole)}.`,
    )
  if (externalId !== undefined && !EXTERNAL_ID.test(externalId))
    throw new UsageError(
      `--external-id: expected 2 to 1224 letters, digits and signs of +=,.@:/-_, got ${JSON.stringify(externalId)}.`,
    )
}

const EXCLUDED = {
  sample: () => 'a sample is one account.',
  snapshot: () => 'a snapshot is of one account.',
  vpc: elsewhere,
  host: elsewhere,
}

/** An id is of one account: what is asked for there alone is asked faster. */
function elsewhere(option: string, [first = '']: readonly string[] = []): string {
  return `audit the account that it is in: ssm-ready audit --${option} ${quotePosix(first)} --profile PROFILE, with its profile from the report of all (scope.accounts[].profile).`
}
