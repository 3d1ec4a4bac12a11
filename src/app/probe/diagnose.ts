import { runCommand } from '../../aws/run-command.js'
import { DIAL_DOCUMENTS, type DialPlatform } from '../../model/probe-actions.js'
import type { HostReport, Report } from '../../model/report.js'
import type { HostDiagnosis } from '../../model/snapshot-probes.js'
import type { Account } from '../account.js'
import { diagnosticsScript, readDiagnostics } from './diagnostics-script.js'

export interface DiagnoseOptions {
  account: Account
  /** Of `performance.now()`: after it no command is sent. */
  until: number
  /** Hosts of an earlier report that were asked less than so many milliseconds ago are left alone. */
  pause?: { milliseconds: number; previous: Report }
  signal: AbortSignal
}

export interface RegionalDiagnosis {
  region: string
  diagnosis: HostDiagnosis
}

/** Milliseconds. */
const BETWEEN_COMMANDS = 1_000
const CHECK = 'probe-diagnostics'

/** Asks the agents of the hosts that take commands for their own diagnosis, one command a second. */
export async function diagnoseHosts(
  report: Report,
  platforms: ReadonlyMap<string, DialPlatform>,
  options: DiagnoseOptions,
): Promise<RegionalDiagnosis[]> {
  const { account, until, signal } = options
  const lately = diagnosedLately(options)
  const found: RegionalDiagnosis[] = []
  const running: Promise<unknown>[] = []
  const note = ({ region, instanceId }: HostReport, more: Omit<HostDiagnosis, 'hostId'>) =>
    found.push({ region, diagnosis: { hostId: instanceId, ...more } })
  for (const host of report.hosts) {
    const earlier = lately.get(host.instanceId)
    const platform = platforms.get(host.instanceId)
    if (earlier !== undefined) note(host, { earlier })
    if (earlier !== undefined || platform === undefined) continue
    const isLate = () => signal.aborted || performance.now() > until
    if (running.length > 0 && !isLate()) await account.sleep(BETWEEN_COMMANDS)
    if (isLate()) {
      note(host, { late: true })
      continue
    }
    // A command is allowed or not by the host that it goes to: a denial says nothing of the others.
    const asked = diagnose(host, platform, options).then((result) =>
      note(host, result.outcome === 'denied' ? { denied: result.message } : { result }),
    )
    running.push(asked)
  }
  await Promise.all(running)
  return found.toSorted((a, b) => (a.diagnosis.hostId < b.diagnosis.hostId ? -1 : 1))
}

async function diagnose(
  { instanceId, region }: HostReport,
  platform: DialPlatform,
  { account, signal }: DiagnoseOptions,
): Promise<NonNullable<HostDiagnosis['result']>> {
  const at = account.now().toISOString()
  const end = await runCommand({
    ssm: account.clients.ssm(region),
    region,
    instanceId,
    document: DIAL_DOCUMENTS[platform],
    commands: diagnosticsScript(platform),
    comment: "ssm-ready: the agent's own diagnosis",
    sleep: account.sleep,
    signal,
  })
  return end.outcome === 'ok' ? { ...end, value: { at, ...readDiagnostics(end.value) } } : end
}

/** When each host was asked last, of those that are to be left alone. */
function diagnosedLately({ account, pause }: DiagnoseOptions): ReadonlyMap<string, string> {
  if (!pause) return new Map()
  const newest = account.now().getTime() - pause.milliseconds
  return new Map(
    pause.previous.findings.flatMap(({ checkId, subject, evidence }): [string, string][] => {
      const at = checkId === CHECK ? evidence['at'] : undefined
      return typeof at === 'string' && Date.parse(at) > newest ? [[subject.id, at]] : []
    }),
  )
}
