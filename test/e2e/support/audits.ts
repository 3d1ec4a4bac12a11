import type { Finding } from '../../../src/model/finding.js'
import type { Report } from '../../../src/model/report.js'
import { runCli } from '../../support/cli.js'
import { REGION, type Sim } from './sim.js'

export interface Audited {
  exitCode: number
  stderr: string
  report: Report
}

/** `ssm-ready audit --format json` on the simulated AWS that the environment of this process names. */
export async function auditByCli(argv: readonly string[] = ['--region', REGION]): Promise<Audited> {
  const { exitCode, stdout, stderr } = await runCli(['audit', '--format', 'json', ...argv])
  if (stdout === '') throw new Error(`no report: ${stderr}`)
  return { exitCode, stderr, report: JSON.parse(stdout) as Report }
}

/** Makes the SDK in this process talk to the simulated AWS. @returns what takes it back */
export function useSim(sim: Sim): () => void {
  const saved = { ...process.env }
  Object.assign(process.env, sim.env, {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    // Nobody's shell is to complete the names of a simulation.
    XDG_STATE_HOME: '/dev/null/state',
  })
  return () => {
    process.env = saved
  }
}

const keyOf = ({ checkId, subject }: Finding) => `${checkId} ${subject.kind} ${subject.id}`

/** What is said differently from before, as `check subject: status reason`. Subjects that are in one report alone are listed, too. */
export function differences(before: Report, after: Report): string[] {
  const said = (report: Report) => new Map(report.findings.map((f) => [keyOf(f), `${f.status} ${f.reason}`]))
  const [old, now] = [said(before), said(after)]
  const keys = [...new Set([...old.keys(), ...now.keys()])].sort()
  return keys.flatMap((key) => (old.get(key) === now.get(key) ? [] : [`${key}: ${now.get(key) ?? 'gone'}`]))
}

/** The same without the subjects: `check: status reason`, each once. */
export function flips(before: Report, after: Report): string[] {
  return [...new Set(differences(before, after).map((line) => line.replace(/ \S+ \S+:/, ':')))].sort()
}

/** Verdicts of all VPCs, hosts and tunnels, each once. */
export function verdicts(report: Report) {
  return {
    vpcs: report.vpcs.filter((v) => v.verdict !== 'NOT_APPLICABLE').map((v) => v.verdict),
    hosts: report.hosts.map((h) => h.verdicts),
    tunnels: report.tunnels.map((t) => t.verdict),
  }
}
