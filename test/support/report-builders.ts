import { CHECKS } from '../../src/checks/index.js'
import {
  CAPABILITIES,
  type Capability,
  type Finding,
  type Hop,
  POSTURES,
  STATUSES,
  VERDICTS,
  type Verdict,
  VPC_VERDICTS,
} from '../../src/model/finding.js'
import { PLAIN_INVOCATION } from '../../src/model/invocation.js'
import type { DatabaseReport, HostReport, Report, TunnelReport, VpcReport } from '../../src/model/report.js'
import { leadsTo } from '../../src/model/report-subjects.js'
import type { ShellCommand } from '../../src/model/shell-command.js'
import { commandsOf } from '../../src/remediate/changes/index.js'
import { ranked, type Way } from '../../src/report/in-the-way.js'
import { causeFacts } from '../../src/report/problems/context.js'
import { problemsOf, troublesOf } from '../../src/report/problems/problems.js'
import { causesOfSymptoms } from '../../src/report/problems/symptoms.js'
import { showProblem } from '../../src/report/remedies.js'
import { rankOf } from '../../src/report/verdicts.js'

export const ACCOUNT = '123456789012'
export const REGION = 'eu-west-1'

export type ReportParts = Partial<Omit<Report, 'summary' | 'problems'>>

/** A report of the parts; the summary is counted from them. */
export function reportOf(parts: ReportParts = {}): Report {
  const report = {
    schemaVersion: 1 as const,
    tool: { name: 'ssm-ready' as const, version: '1.2.3' },
    generatedAt: '2026-11-24T06:00:00.000Z',
    durationMs: 6200,
    scope: { accountId: ACCOUNT, partition: 'aws', regions: [REGION] },
    complete: (parts.gaps ?? []).length === 0,
    gaps: [],
    vpcs: [],
    hosts: [],
    databases: [],
    tunnels: [],
    findings: [],
    ...parts,
  }
  const { hosts, findings, gaps } = report
  const places = {
    hasHosts: () => hosts.length > 0,
    vpcOfHost: (hostId: string) => hosts.find(({ instanceId }) => instanceId === hostId)?.vpcId,
  }
  const facts = causeFacts(places, CHECKS)
  const troubles = troublesOf(findings, gaps, facts)
  const causes = causesOfSymptoms(troubles, facts)
  const judged = ranked(
    problemsOf(troubles, causes, gaps).map(showProblem({ invocation: PLAIN_INVOCATION, commandsOf })),
    report.databases.map((database) => wayTo(database, report)),
  )
  return { ...report, summary: summaryOf(report), ...judged }
}

function wayTo(database: DatabaseReport, { tunnels, hosts }: Pick<Report, 'tunnels' | 'hosts'>): Way {
  const [tunnel] = tunnels
    .filter((each) => leadsTo(each, database))
    .sort((a, b) => rankOf(a.verdict) - rankOf(b.verdict))
  if (tunnel === undefined) return { database }
  const hostVpcId = hosts.find(({ instanceId }) => instanceId === tunnel.hostId)?.vpcId
  return {
    database: { ...database, verdict: tunnel.verdict, via: tunnel.hostId },
    tunnel,
    ...(hostVpcId !== undefined && { hostVpcId }),
  }
}

function summaryOf(report: Omit<Report, 'summary' | 'problems'>): Report['summary'] {
  const verdicts = (capability: Capability) =>
    tally(
      VERDICTS,
      report.hosts.map((host) => host.verdicts[capability]),
    )
  return {
    vpcs: tally(
      VPC_VERDICTS,
      report.vpcs.map((vpc) => vpc.verdict),
    ),
    hosts: {
      tunnel: verdicts('tunnel'),
      shell: verdicts('shell'),
      ssh: verdicts('ssh'),
      runCommand: verdicts('runCommand'),
    },
    tunnels: tally(
      VERDICTS,
      report.tunnels.map((tunnel) => tunnel.verdict),
    ),
    posture: tally(
      POSTURES,
      report.vpcs.flatMap((vpc) => vpc.posture ?? []),
    ),
    findings: tally(
      STATUSES,
      report.findings.map((finding) => finding.status),
    ),
    apiCalls: { 'ec2:DescribeInstances': 3, 'ssm:DescribeInstanceInformation': 1 },
  }
}

function tally<K extends string>(keys: readonly K[], values: readonly K[]): Record<K, number> {
  const zeros = Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>
  for (const value of values) zeros[value] += 1
  return zeros
}

export function vpcOf(vpcId: string, parts: Partial<VpcReport> = {}): VpcReport {
  return {
    vpcId,
    name: vpcId,
    accountId: ACCOUNT,
    region: REGION,
    verdict: 'READY',
    posture: 'COMPLIANT',
    hostIds: [],
    databaseIds: [],
    needs: [
      { service: 'ssm', reason: 'every agent' },
      { service: 'ssmmessages', reason: 'sessions' },
    ],
    ...parts,
  }
}

export function hostOf(
  instanceId: string,
  vpcId: string,
  verdict: Verdict,
  parts: Partial<HostReport> = {},
): HostReport {
  const works = verdict === 'READY' || verdict === 'DEGRADED'
  const shell = `aws ssm start-session --region ${REGION} --target ${instanceId}`
  return {
    instanceId,
    name: `jump-${instanceId.slice(-3)}`,
    vpcId,
    subnetId: `subnet-${instanceId.slice(-3)}`,
    zone: `${REGION}a`,
    region: REGION,
    agentVersion: '3.3.1345.0',
    verdicts: Object.fromEntries(CAPABILITIES.map((key) => [key, verdict])) as Record<Capability, Verdict>,
    posture: 'COMPLIANT',
    commands: works
      ? {
          shell: everywhere(shell),
          sshConfig: `Host ${instanceId}\n  User ec2-user\n  ProxyCommand aws ssm start-session --region ${REGION} --target %h --document-name AWS-StartSSHSession --parameters portNumber=%p`,
        }
      : {},
    ...parts,
  }
}

/** In a report its verdict is that of its best tunnel. */
export function databaseOf(databaseId: string, vpcId: string, parts: Partial<DatabaseReport> = {}): DatabaseReport {
  return {
    databaseId,
    kind: 'instance',
    engine: 'postgres',
    endpoint: `${databaseId}.c1abcdefghij.${REGION}.rds.amazonaws.com`,
    port: 5432,
    vpcId,
    region: REGION,
    status: 'available',
    verdict: 'BLOCKED',
    ...parts,
  }
}

export function tunnelOf(
  host: HostReport,
  database: DatabaseReport,
  verdict: Verdict,
  blockedBy: TunnelReport['blockedBy'] = [],
): TunnelReport {
  const works = verdict === 'READY' || verdict === 'DEGRADED'
  const base = `aws ssm start-session --region ${REGION} --target ${host.instanceId} --document-name AWS-StartPortForwardingSessionToRemoteHost`
  const parameters = `host=${database.endpoint},portNumber=${database.port},localPortNumber=15432`
  const psql = `psql "host=${database.endpoint} hostaddr=127.0.0.1 port=15432 sslmode=verify-full sslrootcert=global-bundle.pem user=app dbname=app"`
  return {
    hostId: host.instanceId,
    databaseId: database.databaseId,
    databaseKind: database.kind,
    vpcId: database.vpcId,
    region: REGION,
    verdict,
    blockedBy,
    localPort: 15432,
    commands: works
      ? {
          startSession: {
            bash: `${base} --parameters '{"host":["${database.endpoint}"],"portNumber":["${database.port}"],"localPortNumber":["15432"]}'`,
            powershell: `${base} --parameters "${parameters}"`,
            cmd: `${base} --parameters ${parameters}`,
          },
          client: [{ client: 'psql', ...everywhere(psql), notes: ['A failover ends the session: start a new one.'] }],
        }
      : {},
  }
}

function everywhere(command: string): ShellCommand {
  return { bash: command, powershell: command, cmd: command }
}

export function findingOf(checkId: string, parts: Partial<Finding> & Pick<Finding, 'subject'>): Finding {
  return {
    checkId,
    status: 'pass',
    reason: 'as-it-should-be',
    blocks: [],
    posture: false,
    message: `${parts.subject.id} is as it should be.`,
    evidence: {},
    doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html',
    ...parts,
  }
}

export const subject = (kind: Finding['subject']['kind'], id: string, vpcId?: string): Finding['subject'] => ({
  kind,
  id,
  region: REGION,
  accountId: ACCOUNT,
  ...(vpcId === undefined ? {} : { vpcId }),
  ...((kind === 'database' || kind === 'tunnel') && { databaseKind: 'instance' }),
})

/** A path from the host to the database that is open at every hop but, if one is named, the blocking one. */
export function hopsOf(hostId: string, databaseId: string, blockedAt?: string): Hop[] {
  const hop = (at: string, kind: string, why: string): Hop => ({ at, kind, outcome: 'pass', code: 'ALLOWED', why })
  return [
    hop(`eni-${hostId.slice(2)}`, 'network-interface', 'Traffic leaves from 10.0.1.10.'),
    hop('sg-0h1', 'security-group-egress', 'sg-0h1 lets tcp/5432 out to 10.0.0.0/8.'),
    hop('acl-7', 'network-acl-egress', 'Rule 100 allows all traffic.'),
    hop('rtb-9', 'route', '10.0.0.0/16 is local.'),
    hop('acl-8', 'network-acl-ingress', 'Rule 100 allows all traffic.'),
    hop('sg-0e9', 'security-group-ingress', 'sg-0e9 lets tcp/5432 in from sg-0h1.'),
    hop(databaseId, 'database', 'Listens on 5432.'),
  ].map((each) =>
    each.at === blockedAt
      ? {
          ...each,
          outcome: 'fail',
          code: 'ENI_SG_RULES_MISMATCH',
          rule: `${each.at} tcp/5432 from 10.9.0.0/16`,
          nearMiss: `${each.at} admits tcp/5432 only from 10.9.0.0/16, which does not hold 10.0.1.10`,
          why: `No rule of ${each.at} admits tcp/5432 from 10.0.1.10.`,
        }
      : each,
  )
}
