import type { Finding } from '../model/finding.js'
import type { DatabaseReport, Report } from '../model/report.js'
import { databaseIdentity, leadsTo, tunnelIdentity } from '../model/report-subjects.js'
import type { ShellCommand } from '../model/shell-command.js'
import { type SubjectIdentity, subjectKey } from '../model/subject-key.js'
import { nameOf } from './choose.js'

/** What a failed session was about. */
export interface SessionContext {
  report: Report
  hostId: string
  database?: DatabaseReport
  localPort?: number
  /** How to install the plugin here. */
  pluginInstall: string
  pluginFound: boolean
  /** Whose commands to show. */
  shell: keyof ShellCommand
}

interface Known {
  pattern: RegExp
  explain: (match: RegExpExecArray, context: SessionContext) => string[]
}

/**
 * What the AWS CLI or the session plugin said, in words that help, with what the audit knows.
 * Empty when the words are not known.
 */
export function explainFailure(stderr: string, context: SessionContext): string[] {
  // Without the plugin, the CLI tries TerminateSession and shows its refusal instead (aws-cli issue 9837).
  if (!context.pluginFound) return pluginMissing(context)
  for (const { pattern, explain } of KNOWN) {
    const match = pattern.exec(stderr)
    if (match) return explain(match, context)
  }
  return []
}

const pluginMissing = ({ pluginInstall }: SessionContext) => [
  'session-manager-plugin is not installed: the AWS CLI cannot open a session without it.',
  `fix: ${pluginInstall}`,
]

const keyTrouble = (context: SessionContext) => [
  'The session is to be encrypted with a KMS key, and one end may not use it. What the audit knows:',
  ...whatIsKnown(context, (f) => /kms/.test(f.checkId)),
]

const aboutHost = (sentence: (host: string) => string) => (_: RegExpExecArray, context: SessionContext) => [
  sentence(hostText(context)),
  ...whatIsKnown(context, (f) => f.subject.kind !== 'tunnel'),
]

const KNOWN: Known[] = [
  { pattern: /SessionManagerPlugin is not found/i, explain: (_, context) => pluginMissing(context) },
  {
    pattern: /TargetNotConnected/,
    explain: (_, context) => [
      `AWS says that ${hostText(context)} has no session channel. What the audit knows of it:`,
      ...whatIsKnown(context, (f) => f.subject.kind !== 'tunnel'),
    ],
  },
  // The agent's own refusal, which is not the caller's.
  { pattern: /Fetching data key failed/i, explain: (_, context) => keyTrouble(context) },
  {
    pattern: /AccessDenied\w*.*?(?:not authorized to perform: |perform )([a-z0-9-]+:\w+)(?: on resource: (\S+))?/is,
    explain: ([, action = '', resource]) => [
      `Your identity may not perform ${action}${resource === undefined ? '' : ` on ${resource.replace(/[.,]$/, '')}`}.`,
      'fix: `ssm-ready policy operator` prints the policy that suffices; `ssm-ready doctor` shows what else is missing',
    ],
  },
  {
    pattern: /address already in use|Only one usage of each socket address|bind: permission denied/i,
    explain: (_, { localPort }) => [
      `Local port ${localPort ?? ''} cannot be listened on: another program has it, or it needs more rights.`,
      'fix: name another with --local-port',
    ],
  },
  {
    pattern: /ExpiredToken|RequestExpired|credentials have expired|Token has expired/i,
    explain: () => ['Your AWS credentials have expired.', 'fix: sign in again (aws sso login), then run this again'],
  },
  {
    pattern: /Connection to destination port failed/i,
    explain: (_, context) => [
      `The session is up, but ${hostText(context)} cannot open the port of ${context.database?.databaseId ?? 'the target'}. What the audit knows:`,
      ...whatIsKnown(context, (f) => f.subject.kind === 'tunnel' || f.subject.kind === 'database'),
    ],
  },
  { pattern: /KMSEncryption failed|GenerateDataKey/i, explain: (_, context) => keyTrouble(context) },
  {
    pattern: /gateway refused the connection \(HTTP 403\)/,
    explain: () => [
      'The session began, but its data channel may not be opened: your identity lacks ssmmessages:OpenDataChannel, the policy of an endpoint on the way refuses it, or the clock of this machine is wrong.',
      'fix: `ssm-ready policy operator` prints the policy that suffices; `ssm-ready doctor` compares the clock',
    ],
  },
  {
    pattern: /sent no HandshakeRequest|Setting up data channel with id/,
    explain: aboutHost(
      (host) =>
        `The agent of ${host} did not open its end of the data channel (ssmmessages). What the audit knows of it:`,
    ),
  },
  {
    pattern: /Plugin with name \w+ is not supported/,
    explain: aboutHost(
      (host) => `The agent of ${host} is too old for this kind of session. What the audit knows of it:`,
    ),
  },
  {
    pattern: /Forwarding to IP address (\S+) is forbidden/,
    explain: ([, address], context) => [
      `The agent of ${hostText(context)} forwards to no such address as ${address}: neither to the metadata service nor the VPC's DNS, nor to itself. What the audit knows:`,
      ...whatIsKnown(context, (f) => f.subject.kind === 'tunnel' || f.subject.kind === 'database'),
    ],
  },
]

function whatIsKnown(context: SessionContext, about: (finding: Finding) => boolean): string[] {
  const around = subjectsAround(context)
  const problems = context.report.findings.filter(
    (f) =>
      (f.status === 'fail' || f.status === 'unknown') &&
      f.blocks.length > 0 &&
      around.has(subjectKey(f.subject)) &&
      about(f),
  )
  if (problems.length === 0) return ['  nothing is wrong as far as the audit can see; it may have changed since']
  return problems.flatMap((f) => [
    `  ${f.message.replaceAll(context.hostId, hostText(context))}`,
    ...(f.remedy ? [`    fix: ${(f.remedy.plan ?? f.remedy.command)?.[context.shell] ?? f.remedy.text}`] : []),
  ])
}

/** Its name and id. */
function hostText({ report, hostId }: SessionContext): string {
  const host = report.hosts.find(({ instanceId }) => instanceId === hostId)
  return host ? nameOf(host) : hostId
}

/** Keys of the host, its VPC and region, and of the database with the tunnel to it. */
function subjectsAround({ report, hostId, database }: SessionContext): Set<string> {
  const host = report.hosts.find(({ instanceId }) => instanceId === hostId)
  const tunnel = database && report.tunnels.find((each) => each.hostId === hostId && leadsTo(each, database))
  const subjects: SubjectIdentity[] = [
    ...(host
      ? [
          { kind: 'host' as const, region: host.region, id: hostId },
          { kind: 'vpc' as const, region: host.region, id: host.vpcId },
          { kind: 'region' as const, region: host.region, id: host.region },
        ]
      : []),
    ...(database ? [databaseIdentity(database)] : []),
    ...(tunnel ? [tunnelIdentity(tunnel)] : []),
  ]
  return new Set(subjects.map(subjectKey))
}
