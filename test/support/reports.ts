import type { Finding } from '../../src/model/finding.js'
import type { DatabaseReport, HostReport, Report, TunnelReport, VpcReport } from '../../src/model/report.js'
import { sameForShells } from '../../src/shell/index.js'
import {
  ACCOUNT,
  databaseOf,
  findingOf,
  hopsOf,
  hostOf,
  REGION,
  type ReportParts,
  reportOf,
  subject,
  tunnelOf,
  vpcOf,
} from './report-builders.js'

const HOST_CHECKS = [
  'path-ssm', 'path-ssmmessages', 'path-ec2messages', 'path-kms', 'path-logs', 'path-s3', 'node-registered',
  'node-online', 'node-channel', 'node-identity', 'host-running', 'host-status-checks', 'host-metadata-service',
  'host-keyless', 'host-no-inbound', 'host-private', 'agent-remote-host', 'agent-features', 'agent-known-issues',
  'agent-auto-update', 'role-attached', 'role-trust', 'role-session-permissions', 'role-run-command-permissions',
  'role-kms-decrypt', 'role-s3-encryption-configuration', 'role-log-delivery', 'role-least-privilege',
] // biome-ignore format: a plain list
const VPC_CHECKS = [
  'vpc-jump-host',
  'vpc-dns',
  'vpc-jump-host-redundancy',
  'endpoint-ssm',
  'endpoint-ssmmessages',
  'endpoint-kms',
]
const REGION_CHECKS = ['session-preferences', 'session-kms', 'session-kms-key', 'session-timeouts', 'session-documents']

interface VpcParts {
  vpc: VpcReport
  hosts: HostReport[]
  databases: DatabaseReport[]
  tunnels: TunnelReport[]
  findings: Finding[]
}

/** One VPC with a host, a database and a finding of every check; `blocked`: the database's security group is in the way. */
export function vpcParts(number: number, verdict: 'READY' | 'BLOCKED' = 'READY'): VpcParts {
  const hex = number.toString(16).padStart(3, '0')
  const vpcId = `vpc-0a${hex}`
  const hostId = `i-0b${hex}`
  const databaseId = `orders-${hex}`
  const host = hostOf(hostId, vpcId, 'READY')
  const database = databaseOf(databaseId, vpcId)
  const blockedBy = verdict === 'BLOCKED' ? [{ checkId: 'database-path', reason: 'no-route-for-tcp' }] : []
  const path = findingOf('database-path', {
    subject: subject('tunnel', `${hostId}/${databaseId}`, vpcId),
    blocks: ['tunnel'],
    hops: hopsOf(hostId, databaseId, verdict === 'BLOCKED' ? 'sg-0e9' : undefined),
    ...(verdict === 'BLOCKED' && {
      status: 'fail',
      reason: 'no-route-for-tcp',
      message: `${hostId} cannot open ${databaseId}:5432: sg-0e9 admits tcp/5432 only from 10.9.0.0/16.`,
      remedy: {
        id: 'database-sg-ingress',
        text: 'Let sg-0h1 in on tcp/5432.',
        command: sameForShells(
          'aws ec2 authorize-security-group-ingress --region eu-west-1 --group-id sg-0e9 --protocol tcp --port 5432 --source-group sg-0h1',
        ),
      },
    }),
  })
  return {
    vpc: vpcOf(vpcId, { name: `team-${hex}`, verdict, hostIds: [hostId], databaseIds: [databaseId] }),
    hosts: [host],
    databases: [database],
    tunnels: [tunnelOf(host, database, verdict, blockedBy)],
    findings: [
      ...VPC_CHECKS.map((id) => findingOf(id, { subject: subject('vpc', vpcId, vpcId) })),
      ...HOST_CHECKS.map((id) => findingOf(id, { subject: { ...subject('host', hostId, vpcId), name: host.name } })),
      findingOf('database-available', { subject: subject('database', databaseId, vpcId) }),
      findingOf('database-private', { subject: subject('database', databaseId, vpcId), posture: true }),
      findingOf('database-name', { subject: subject('tunnel', `${hostId}/${databaseId}`, vpcId) }),
      path,
    ],
  }
}

const regionFindings = () => REGION_CHECKS.map((id) => findingOf(id, { subject: subject('region', REGION) }))

function merge(parts: readonly VpcParts[], more: ReportParts = {}): Report {
  return reportOf({
    vpcs: parts.map((part) => part.vpc),
    hosts: parts.flatMap((part) => part.hosts),
    databases: parts.flatMap((part) => part.databases),
    tunnels: parts.flatMap((part) => part.tunnels),
    findings: [...parts.flatMap((part) => part.findings), ...regionFindings()],
    ...more,
  })
}

/** Everything works. */
export function smallReport(): Report {
  return merge([vpcParts(1)])
}

/** A bit of everything: ready, degraded, blocked, unknown and empty VPCs, gaps, changes, acceptances. */
export function troubledReport(): Report {
  const ready = vpcParts(1)
  const blocked = vpcParts(2, 'BLOCKED')
  const degraded = vpcParts(3)
  degraded.vpc = { ...degraded.vpc, name: 'data-prod', verdict: 'DEGRADED', posture: 'DEVIATING' }
  const cluster = databaseOf('ledger', degraded.vpc.vpcId, {
    kind: 'cluster',
    engine: 'aurora-mysql',
    port: 3306,
    readerEndpoint: 'ledger.cluster-ro-c1abcdefghij.eu-west-1.rds.amazonaws.com',
  })
  const second = hostOf('i-0b9', degraded.vpc.vpcId, 'BLOCKED', { agentVersion: '2.3.1319.0', zone: 'eu-west-1b' })
  const first = degraded.hosts.slice(0, 1)
  degraded.vpc.hostIds = [...degraded.vpc.hostIds, second.instanceId]
  degraded.vpc.databaseIds = [...degraded.vpc.databaseIds, cluster.databaseId]
  degraded.hosts = [...first, second]
  const old = [{ checkId: 'agent-remote-host', reason: 'too-old' }]
  degraded.tunnels = [
    ...degraded.tunnels,
    ...first.map((host) => tunnelOf(host, cluster, 'DEGRADED')),
    ...degraded.databases.map((database) => tunnelOf(second, database, 'BLOCKED', old)),
    tunnelOf(second, cluster, 'BLOCKED', old),
  ]
  degraded.databases = [...degraded.databases, cluster]
  const inDegraded = subject('host', second.instanceId, degraded.vpc.vpcId)
  degraded.findings.push(
    findingOf('agent-remote-host', {
      subject: inDegraded,
      status: 'fail',
      reason: 'too-old',
      blocks: ['tunnel'],
      message: 'i-0b9 runs agent 2.3.1319.0; port forwarding to a remote host needs 3.1.1374.0.',
      evidence: { agentVersion: '2.3.1319.0', needed: '3.1.1374.0' },
      remedy: { id: 'agent-update', text: 'Update the agent with AWS-UpdateSSMAgent.' },
    }),
    findingOf('host-keyless', {
      subject: inDegraded,
      status: 'fail',
      reason: 'key-pair-present',
      posture: true,
      message: 'i-0b9 was launched with key pair ops.',
      accepted: { reason: 'Replaced in the next quarter (OPS-42).', until: '2027-03-31' },
    }),
    findingOf('path-logs', {
      subject: subject('host', 'i-0b003', degraded.vpc.vpcId),
      status: 'warn',
      reason: 'slow-log-delivery',
      blocks: ['shell', 'tunnel'],
      message: 'Sessions log to /ssm/prod, and i-0b003 cannot reach logs.eu-west-1.amazonaws.com.',
    }),
  )
  const unseen = vpcOf('vpc-0a4', {
    name: 'analytics',
    verdict: 'UNKNOWN',
    posture: 'UNKNOWN',
    hostIds: ['i-0b4'],
    databaseIds: ['events'],
  })
  const unseenHost = hostOf('i-0b4', unseen.vpcId, 'UNKNOWN')
  const events = databaseOf('events', unseen.vpcId, { kind: 'proxy', engine: 'postgres' })
  const unknownParts: VpcParts = {
    vpc: unseen,
    hosts: [unseenHost],
    databases: [events],
    tunnels: [tunnelOf(unseenHost, events, 'UNKNOWN')],
    findings: [
      findingOf('path-ssmmessages', {
        subject: subject('host', unseenHost.instanceId, unseen.vpcId),
        status: 'unknown',
        reason: 'not-seen',
        blocks: ['tunnel', 'shell', 'ssh', 'runCommand'],
        message: 'ec2:DescribeVpcEndpoints was denied.',
        hops: [
          {
            at: 'vpc-0a4',
            kind: 'endpoint',
            outcome: 'unknown',
            code: 'NOT_SEEN',
            why: 'ec2:DescribeVpcEndpoints was denied.',
          },
        ],
      }),
    ],
  }
  const empty: VpcParts = {
    vpc: vpcWithoutPosture('vpc-0a5'),
    hosts: [],
    databases: [],
    tunnels: [],
    findings: [],
  }
  return merge([ready, blocked, degraded, unknownParts, empty], {
    gaps: [
      {
        api: 'ec2:DescribeVpcEndpoints',
        accountId: ACCOUNT,
        region: REGION,
        outcome: 'denied',
        message: 'User is not authorized to perform ec2:DescribeVpcEndpoints.',
        affects: ['path-ssm', 'path-ssmmessages', 'endpoint-ssm'],
      },
    ],
    acceptances: [{ check: 'host-private', subject: 'i-0gone*', problem: 'unmatched' }],
    changes: [
      {
        kind: 'vpc',
        id: 'vpc-0a002',
        name: 'team-002',
        region: REGION,
        before: 'READY',
        after: 'BLOCKED',
        since: '2026-11-23T06:00:00.000Z',
      },
      { kind: 'database', id: 'ledger', vpcId: 'vpc-0a003', region: REGION, after: 'DEGRADED' },
      { kind: 'host', id: 'i-0old', region: REGION, before: 'READY' },
    ],
  })
}

/** A VPC with nothing in it. */
function vpcWithoutPosture(vpcId: string): VpcReport {
  const { posture, ...vpc } = vpcOf(vpcId, { name: 'sandbox', verdict: 'NOT_APPLICABLE', needs: [] })
  return vpc
}

/** As troubled, with every text that other people choose replaced by `text`. */
export function hostileReport(text: string): Report {
  const report = troubledReport()
  return {
    ...report,
    vpcs: report.vpcs.map((vpc) => ({ ...vpc, name: text })),
    hosts: report.hosts.map((host) => ({ ...host, name: text })),
    databases: report.databases.map((database) => ({ ...database, engine: text, status: text })),
    gaps: report.gaps.map((gap) => ({ ...gap, message: text })),
    findings: report.findings.map((finding) => ({
      ...finding,
      subject: { ...finding.subject, name: text },
      message: `${finding.subject.id} (${text}) is odd.`,
      evidence: { ...finding.evidence, tag: text },
      ...(finding.hops && { hops: finding.hops.map((hop) => ({ ...hop, why: text, rule: text })) }),
      ...(finding.remedy && { remedy: { ...finding.remedy, text } }),
      ...(finding.accepted && { accepted: { ...finding.accepted, reason: text } }),
    })),
    problems: report.problems.map((problem) => ({
      ...problem,
      message: `${problem.subjects[0]?.id} (${text}) is odd.`,
      subjects: problem.subjects.map((each) => ({ ...each, name: text })),
      ...(problem.remedy && { remedy: { ...problem.remedy, text } }),
    })),
    changes: (report.changes ?? []).map((change) => ({ ...change, name: text })),
    acceptances: [{ check: text, subject: text, problem: 'unmatched' }],
  }
}

/** Many VPCs with a host and a database each; every tenth is blocked. */
export function manyVpcsReport(vpcs: number): Report {
  return merge(Array.from({ length: vpcs }, (_, number) => vpcParts(number, number % 10 === 3 ? 'BLOCKED' : 'READY')))
}
