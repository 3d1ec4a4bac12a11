import { CredentialsError, RegionError } from '../aws/errors.js'
import { principalOf } from '../aws/principal.js'
import { examineMachine } from '../local/examine-machine.js'
import { examineReach } from '../local/examine-network.js'
import { isPortFree } from '../local/ports.js'
import type { Config } from '../model/config.js'
import type { DoctorLine } from '../model/doctor.js'
import type { Env } from '../model/env.js'
import type { Finding } from '../model/finding.js'
import type { Invocation } from '../model/invocation.js'
import type { Report } from '../model/report.js'
import type { ShellCommand } from '../model/shell-command.js'
import { commandLines } from '../shell/command-lines.js'
import { ownCommand } from '../shell/own-command.js'
import type { Account } from './account.js'
import { runAudit, snapshotOf } from './audit.js'

/** Where the program was started. */
export interface Place {
  env: Env
  shell: keyof ShellCommand
  invocation: Invocation
}

/**
 * Examines this machine, the way to AWS, and what the present identity may do in the account.
 * @param open signs in; when it fails, the rest is still examined
 */
export async function doctor(
  open: () => Promise<Account>,
  config: Config,
  { env, shell, invocation }: Place,
): Promise<DoctorLine[]> {
  const machine = await examineMachine(env)
  const account = await open().catch((error: unknown) => error)
  if (!isAccount(account)) return [...machine, credentialsTrouble(account)]
  const [region = ''] = account.regions
  const reach = await examineReach(region, env, account.now)
  return [...machine, signedIn(account), ...reach, ...(await examineAccount(account, config, { shell, invocation }))]
}

function isAccount(value: unknown): value is Account {
  return typeof value === 'object' && value !== null && 'clients' in value
}

function credentialsTrouble(error: unknown): DoctorLine {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof CredentialsError) return { id: 'credentials', status: 'fail', reason: 'not-accepted', message }
  if (error instanceof RegionError) return { id: 'region', status: 'fail', reason: 'no-region', message }
  return {
    id: 'credentials',
    status: 'unknown',
    reason: 'no-answer',
    message: `AWS did not say who is calling: ${message}.`,
  }
}

function signedIn({ identity, regions }: Account): DoctorLine {
  const message = `The credentials belong to ${identity.arn} in account ${identity.accountId}, region ${regions.join(', ')}.`
  return { id: 'credentials', status: 'pass', reason: 'accepted', message }
}

async function examineAccount(
  account: Account,
  config: Config,
  { shell, invocation }: Omit<Place, 'env'>,
): Promise<DoctorLine[]> {
  const operators = [await principalOf(account.clients, account.identity)]
  const own = { ...config, operators }
  const { report } = await runAudit(
    { invocation },
    { config: own, takeSnapshot: snapshotOf(account, own), now: account.now },
  )
  const caller = report.findings.filter((f) => f.subject.kind === 'caller')
  return [...callerLines(caller, shell), ...(await examinePorts(report, { shell, invocation }))]
}

/** A line per check; where all say the same, such as that the identity cannot be read, one line. */
function callerLines(findings: readonly Finding[], shell: keyof ShellCommand): DoctorLine[] {
  const [first, ...others] = findings.filter(({ status }) => status !== 'skip')
  if (first === undefined || !others.every((f) => f.message === first.message))
    return findings.map((finding) => callerLine(finding, shell))
  const { status, reason, message } = first
  return [
    {
      id: 'caller',
      status: status === 'fail' ? 'unknown' : status,
      reason,
      message: `What you may do could not be found out: ${message}`,
    },
  ]
}

const callerLine = ({ checkId, status, reason, message, remedy }: Finding, shell: keyof ShellCommand): DoctorLine => ({
  id: checkId,
  status,
  reason,
  message,
  ...(remedy && { fix: remedy.command?.[shell] ?? remedy.text }),
})

/** The local ports that the report's commands use. */
async function examinePorts(report: Report, { shell, invocation }: Omit<Place, 'env'>): Promise<DoctorLine[]> {
  const connect = (database: string) => commandLines([ownCommand(['connect', database], invocation)])[shell]
  const ports = new Map(report.tunnels.map((t) => [t.localPort, t.databaseId]))
  const taken = (
    await Promise.all(
      [...ports].map(async ([port, database]) => ((await isPortFree(port)) ? [] : [{ port, database }])),
    )
  ).flat()
  if (taken.length === 0)
    return [
      {
        id: 'local-ports',
        status: 'pass',
        reason: 'free',
        message: `All ${ports.size} local ports of the report's commands are free.`,
      },
    ]
  return taken.map(({ port, database }) => ({
    id: 'local-ports',
    status: 'warn',
    reason: 'taken',
    message: `Local port ${port} of database ${database} is taken by another program.`,
    fix: `${connect(database)} takes the next free one by itself`,
  }))
}
