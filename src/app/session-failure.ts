import type { Finding } from '../model/finding.js'
import type { Report } from '../model/report.js'

/** What a failed session was about. */
export interface SessionContext {
  report: Report
  hostId: string
  databaseId?: string
  localPort?: number
  /** How to install the plugin here. */
  pluginInstall: string
  pluginFound: boolean
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

const KNOWN: Known[] = [
  { pattern: /SessionManagerPlugin is not found/i, explain: (_, context) => pluginMissing(context) },
  {
    pattern: /TargetNotConnected/,
    explain: (_, context) => [
      `AWS says that ${context.hostId} has no session channel. What the audit knows of it:`,
      ...whatIsKnown(context, (f) => f.subject.kind !== 'tunnel'),
    ],
  },
  {
    pattern: /AccessDenied\w*.*?(?:not authorized to perform: |perform )([a-z0-9-]+:\w+)(?: on resource: (\S+))?/is,
    explain: ([, action = '', resource]) => [
      `Your identity may not perform ${action}${resource === undefined ? '' : ` on ${resource.replace(/[.,]$/, '')}`}.`,
      'fix: `ssm-ready policy operator` prints the policy that suffices; `ssm-ready doctor` tells what else is missing',
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
      `The session is up, but ${context.hostId} cannot open the port of ${context.databaseId ?? 'the target'}. What the audit knows:`,
      ...whatIsKnown(context, (f) => f.subject.kind === 'tunnel' || f.subject.kind === 'database'),
    ],
  },
  {
    pattern: /KMSEncryption failed|Fetching data key failed|GenerateDataKey/i,
    explain: (_, context) => [
      'The session is to be encrypted with a KMS key, and one end may not use it. What the audit knows:',
      ...whatIsKnown(context, (f) => /kms/.test(f.checkId)),
    ],
  },
]

function whatIsKnown({ report, hostId, databaseId }: SessionContext, about: (finding: Finding) => boolean): string[] {
  const host = report.hosts.find((h) => h.instanceId === hostId)
  const ids = new Set([hostId, host?.vpcId, host?.region, databaseId, `${hostId}/${databaseId}`])
  const told = report.findings.filter((f) => ids.has(f.subject.id) && f.blocks.length > 0 && about(f))
  const problems = told.filter((f) => f.status === 'fail' || f.status === 'unknown')
  if (problems.length === 0) return ['  nothing is wrong as far as the audit can see; it may have changed since']
  return problems.flatMap((f) => [
    `  ${f.message}`,
    ...(f.remedy ? [`    fix: ${f.remedy.command ?? f.remedy.text}`] : []),
  ])
}
