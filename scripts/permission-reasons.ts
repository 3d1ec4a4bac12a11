/** Why a statement of a minimal policy, or an action that no check looks at by itself, is needed. */
const REASONS = new Map([
  ['ec2:DescribePrefixLists', "names and ranges of AWS's own prefix lists, which routes and rules refer to"],
  ['ec2:DescribeRegions', 'which regions there are, for `--region all`'],
  [
    'SessionChannels',
    'The host registers, and keeps the channels open that sessions go through. AWS knows no resources of these.',
  ],
  ['CommandsOfOldAgents', 'Agents before 3.3.40.0 fetch commands so. Absent where no host is so old.'],
  ['SessionKey', 'The host decrypts the data key of each shell. Absent where the session preferences name no key.'],
  [
    'LogBucketEncryption',
    "With s3EncryptionEnabled the agent asks for the bucket's encryption before each shell. AWS's own samples have it where no bucket is named, too.",
  ],
  ['SessionLogsInBucket', 'The host writes session logs, below the prefix of the session preferences.'],
  ['LogBucketKey', 'Writing to a bucket that a key of yours encrypts.'],
  ['SessionLogsInGroup', 'The host writes session logs to the group of the session preferences.'],
  ['FindLogGroup', 'The agent looks the group up, and AWS takes that on all groups alone.'],
  [
    'StartTunnels',
    'To start a session, on both: the hosts, and the documents that forward ports. No other document can be used.',
  ],
  ['OwnSessions', 'To open the data channel of sessions that they started, to resume and to end them.'],
  [
    'OwnSessionsOfRoles',
    "The same for people with a role: its sessions are named after its session's name, so a tag tells whose they are.",
  ],
  [
    'LogInByToken',
    'To log in to databases that take IAM tokens only. Name the database user in place of `*` to narrow it.',
  ],
  ['StartProbes', 'To start a session, with the one document that goes on to another host.'],
  ['RunProbes', 'To ask agents for their own diagnosis, and to dial from the host where no session may be opened.'],
  ['ReadProbes', 'To read what a command answered. AWS knows no resources of it.'],
])

/** @throws where nobody has said why */
export function whyOf(name: string): string {
  const reason = REASONS.get(name)
  if (reason === undefined) throw new Error(`scripts/permission-reasons.ts does not say why ${name} is needed`)
  return reason
}
