import { read } from '../inventory/read.js'
import type { CollectFailure } from '../model/collected.js'
import { isCluster } from '../model/database.js'
import { defineCheck, fail, pass, skip, unknown } from './define.js'
import { awsCommand } from './lib/aws-command.js'
import { DATABASE_NEEDS } from './lib/database-needs.js'
import { admitsInternet, ruleText } from './lib/security-group.js'

export default defineCheck({
  id: 'database-private',
  title: 'The database is closed to the internet',
  why: 'A database that the internet can address is one password away from everybody. With Session Manager nobody needs it to be public.',
  console:
    'RDS > Databases > the database > Modify > Connectivity > Additional configuration > Not publicly accessible. For a rule that admits everybody: EC2 > Security groups > the group > Inbound rules > Edit inbound rules.',
  subject: 'database',
  blocks: [],
  posture: true,
  needs: [
    ...[
      ...DATABASE_NEEDS,
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeManagedPrefixLists',
      'ec2:GetManagedPrefixListEntries',
    ],
  ],
  doc: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html',
  statuses: ['pass', 'fail', 'unknown', 'skip'],
  run({ databaseId, kind, publiclyAccessible, publicAccessCidrs, securityGroups }, { inventory, region }) {
    if (kind === 'target')
      return skip('target', `${databaseId} is a configured target, not a database of this account.`)
    const isAnybody = publicAccessCidrs?.some((cidr) => cidr.endsWith('/0')) ?? true
    if (publiclyAccessible === true && isAnybody)
      return fail('publicly-accessible', `${databaseId} is publicly accessible.`, {
        remedy: {
          text: 'Switch public access of the database off, after its clients reach it by private addresses.',
          // Of a cluster it is a matter of its members.
          ...(kind === 'instance' && { commands: [makePrivate(databaseId, region.region)] }),
        },
      })
    const ids = securityGroups.filter((group) => group.status === 'active').map((group) => group.groupId)
    const groups = ids.map((groupId) => ({ groupId, group: read(inventory.securityGroup(groupId)) }))
    const rules = groups.flatMap(({ groupId, group }) =>
      (group?.ipPermissions ?? []).map((permission) => ({ groupId, permission })),
    )
    const direct = rules.filter(({ permission }) => admitsInternet(permission))
    const entriesOf = (prefixListId: string) => read(read(inventory.prefixList(prefixListId))?.entries ?? UNLISTED)
    const open = direct.length > 0 ? direct : rules.filter(({ permission }) => admitsInternet(permission, entriesOf))
    const [first] = open
    if (first)
      return fail('open-to-the-internet', `${databaseId}: ${first.groupId} admits ${ruleText(first.permission)}.`, {
        evidence: { rules: open.map(({ groupId, permission }) => ({ groupId, rule: ruleText(permission) })) },
        remedy: { text: `Replace the rule of ${first.groupId} by one for the security group of the jump hosts.` },
      })
    const missing = groups.flatMap(({ groupId, group }) => (group ? [] : [groupId]))
    if (missing.length > 0)
      return unknown('group-missing', `${databaseId}: security groups not listed: ${missing.join(', ')}.`, {
        evidence: { groupIds: missing },
      })
    if (ids.length === 0)
      return unknown('no-active-group', `No security group of ${databaseId} is active: whom it admits is not known.`, {
        evidence: { securityGroups },
      })
    // Public access of a cluster is a matter of its members.
    if (isCluster(kind)) read(region.snapshot.dbInstances)
    const access =
      publiclyAccessible === true ? `admits ${publicAccessCidrs?.join(', ')} alone` : 'is not publicly accessible'
    return pass('private', `${databaseId} ${access}; ${ids.join(', ')} admits no internet.`)
  },
})

const makePrivate = (databaseId: string, region: string) =>
  awsCommand(
    ...['rds', 'modify-db-instance', '--db-instance-identifier', databaseId, '--no-publicly-accessible'],
    ...['--region', region],
  )

const UNLISTED: CollectFailure = {
  outcome: 'error',
  api: 'ec2:DescribeManagedPrefixLists',
  message: 'a rule names a prefix list that is not listed',
}
