import { expect } from 'vitest'
import type { Database } from '../../../src/model/database.js'
import type { ShellCommand } from '../../../src/model/shell-command.js'
import { clientCommands } from '../../../src/report/commands/client.js'
import type { ClientTarget } from '../../../src/report/commands/clients/client-target.js'
import type { RecordingBash } from '../../support/shells/bash.js'
import { argvOfCmd } from '../../support/shells/cmd.js'
import { pasteInPowershell } from '../../support/shells/powershell.js'

export const INSTANCE = 'orders.c1.eu-west-1.rds.amazonaws.com'
export const PROXY = 'orders.proxy-c1.eu-west-1.rds.amazonaws.com'

/**
 * What a client is to reach, of an instance of RDS unless something else is said; `isUnnamed`: neither its master user nor its
 * database is known.
 */
export function targetOf(
  engine: string,
  {
    user,
    isPasswordSet,
    isUnnamed,
    port = 5432,
    endpoint,
    ...more
  }: Partial<Database & ClientTarget> & { isUnnamed?: true },
) {
  const database: Database = {
    databaseId: 'orders',
    kind: 'instance',
    engine,
    region: 'eu-west-1',
    status: 'available',
    securityGroups: [],
    iamAuthentication: false,
    ...(!isUnnamed &&
      more.kind !== 'proxy' &&
      more.kind !== 'target' && { masterUsername: 'app', databaseName: 'shop' }),
    ...more,
  }
  const where = endpoint ?? (database.kind === 'proxy' ? PROXY : INSTANCE)
  return {
    database: { ...database, endpoint: where, port },
    endpoint: where,
    port,
    localPort: 15_432,
    ...(isPasswordSet !== undefined && { isPasswordSet }),
    region: database.region,
    ...(user !== undefined && { user }),
    notes: [],
  }
}

export type More = Parameters<typeof targetOf>[1]

/** The line of a client by its name. */
export const clientOf = (target: ClientTarget, name: string | undefined) =>
  clientCommands(target).find(({ client }) => client === name)

/** A line starts one program, with the same arguments in every shell; PowerShell up to 5.1 has its own `curl`. */
export function expectArgv(bash: RecordingBash, command: ShellCommand | undefined, argv: readonly string[]): void {
  expect(bash.paste(command?.bash ?? '')).toEqual([argv])
  const onWindows = argv[0] === 'curl' ? argv.with(0, 'curl.exe') : argv
  for (const passing of ['5.1', '7.3'] as const)
    expect(pasteInPowershell(command?.powershell ?? '', passing, () => '').argvs).toEqual([onWindows])
  expect(argvOfCmd(command?.cmd ?? '', { batch: false, outputOf: () => '' })).toEqual(onWindows)
}
