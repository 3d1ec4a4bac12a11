/** What a command's end on one host means. */
export interface Cause {
  /** Stable kebab-case key. */
  reason: string
  /** What happened and what to do, in one sentence. */
  text: string
  /** The agent is as new as this region has it: good, if that is new enough. */
  nothingNewer?: boolean
}

interface Row extends Cause {
  /** In the output of the plugin. */
  output?: RegExp
  /** Exit code of the plugin. */
  code?: number
  /** `StatusDetails`, without spaces. */
  details?: readonly string[]
}

/**
 * Ends of AWS-UpdateSSMAgent, the most precise first: output says more than an exit code, a code more than a status.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html
 */
const ROWS: readonly Row[] = [
  {
    reason: 'older-version',
    nothingNewer: true,
    output:
      /to an older version, please turn on allow downgrade|current version .* is unsupported on current platform/i,
    text: 'this region does not offer a newer agent yet (a release takes up to two weeks to reach every region)',
  },
  {
    reason: 'already-installed',
    nothingNewer: true,
    output: /has already been installed, update skipped/i,
    text: 'this region does not offer a newer agent yet (a release takes up to two weeks to reach every region)',
  },
  {
    reason: 'disk-space',
    output: /insufficient available disk space/i,
    text: 'less than 100 MiB of disk space are free on the host',
  },
  {
    reason: 'kernel-too-old',
    output: /minimum kernel version is/i,
    text: "the host's kernel is too old for current agents: replace the host by one with a current image",
  },
  {
    reason: 'bottlerocket',
    output: /bottlerocket has an immutable root filesystem/i,
    text: 'Bottlerocket keeps its agent in the control container: update the operating system instead',
  },
  {
    reason: 'update-in-progress',
    output: /another update in progress/i,
    text: 'another update of this agent holds the lock (up to an hour): try again later',
  },
  {
    reason: 'no-s3-path',
    output:
      /fail(ed|ure)? (to|in) (download|fetch|retriev|access)\w* .*(manifest|updater|package|s3)|(unable|could not) to? ?(download|fetch)|dial tcp|i\/o timeout|no such host/i,
    text: "the host cannot fetch the agent from Amazon S3: it needs an S3 gateway endpoint (or another way to S3) whose policy allows the agent's buckets",
  },
  {
    reason: 'unsupported-platform',
    output: /exit status 124\b/i,
    code: 124,
    text: 'the operating system is none that current agents support: replace the host',
  },
  {
    reason: 'package-manager-failed',
    output: /exit status 125\b/i,
    code: 125,
    text: "the host's package manager could not install the agent: try again, or install it by hand",
  },
  {
    reason: 'snap-failed',
    output: /exit status 126\b/i,
    code: 126,
    text: 'snapd could not refresh the agent: run `snap refresh amazon-ssm-agent` on the host',
  },
  {
    reason: 'undeliverable',
    details: ['Undeliverable'],
    text: 'the command could not be delivered: the agent is offline or cannot reach ssmmessages (or ec2messages)',
  },
  {
    reason: 'delivery-timed-out',
    details: ['DeliveryTimedOut'],
    text: 'the command was not delivered in time: the agent is offline or cannot reach ssmmessages (or ec2messages)',
  },
  {
    reason: 'execution-timed-out',
    details: ['ExecutionTimedOut', 'TimedOut'],
    text: 'the agent took the command and never reported its end: look at /var/log/amazon/ssm on the host, or restart it',
  },
  {
    reason: 'access-denied',
    details: ['AccessDenied'],
    text: 'whoever sent the command may not run it on this host',
  },
  {
    reason: 'unsupported-platform',
    details: ['InvalidPlatform'],
    text: 'AWS-UpdateSSMAgent does not support the platform of this host',
  },
  {
    reason: 'not-attempted',
    details: ['Terminated', 'RateExceeded'],
    text: 'Systems Manager stopped the command before it came to this host, since it had failed on others',
  },
  { reason: 'cancelled', details: ['Cancelled'], text: 'the command was cancelled before it ended on this host' },
]

const OTHER: Cause = { reason: 'update-failed', text: 'the update failed on the host' }

/** Why the command ended as it did on one host; `undefined`: it succeeded and said nothing special. */
export function causeOf(end: { statusDetails: string; responseCode?: number; output: string }): Cause | undefined {
  const matches = (row: Row) =>
    row.output?.test(end.output) === true ||
    (row.code !== undefined && row.code === end.responseCode) ||
    row.details?.includes(end.statusDetails) === true
  if (end.statusDetails === 'Success') return ROWS.find((row) => row.nothingNewer && matches(row))
  return ROWS.find(matches) ?? OTHER
}
