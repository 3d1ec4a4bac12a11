import type { Remedy } from '../model/finding.js'
import type { Instance } from '../model/snapshot-hosts.js'
import { type CheckContext, defineCheck, fail, type Outcome, pass, unknown } from './define.js'
import { awsCommand } from './lib/aws-command.js'
import { type HostRole, hostRole } from './lib/host-role.js'
import { profileChanges } from './lib/profile-remedy.js'

export default defineCheck({
  id: 'role-attached',
  title: 'The agent has a role: by an instance profile or Default Host Management',
  why: 'Without a role the agent has no credentials, never registers, and no session reaches the host. An instance profile without a role in it looks right in a list and is just as empty.',
  console:
    'EC2 > Instances > the host > Actions > Security > Modify IAM role. For a whole region: Systems Manager > Fleet Manager > Account management > Configure Default Host Management Configuration.',
  subject: 'host',
  blocks: ['tunnel', 'shell', 'ssh', 'runCommand'],
  posture: false,
  needs: ['iam:GetInstanceProfile', 'iam:GetRole', 'ssm:GetServiceSetting'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html',
  statuses: ['pass', 'fail', 'unknown'],
  run(host, context) {
    const found = hostRole(host, context)
    const id = host.instanceId
    if (found.kind === 'instance-profile')
      return pass(
        'instance-profile',
        `${id} has role ${found.role.roleName} by instance profile ${found.profileArn}.`,
        {
          evidence: { roleArn: found.role.arn, instanceProfileArn: found.profileArn },
        },
      )
    if (found.kind === 'default-host-management') return defaultHostManagement(id, found)
    return fail(found.reason, sentence(id, found), {
      evidence: { ...('profileArn' in found && { instanceProfileArn: found.profileArn }) },
      remedy: remedyOf(host, found, context),
    })
  },
})

function defaultHostManagement(id: string, found: Extract<HostRole, { kind: 'default-host-management' }>): Outcome {
  const evidence = {
    roleArn: found.role.arn,
    ...(found.agentVersion !== undefined && { agentVersion: found.agentVersion }),
    ...(found.profileArn !== undefined && { instanceProfileArn: found.profileArn }),
  }
  const role = `role ${found.role.roleName} of Default Host Management`
  if (found.agent === 'too-old')
    return fail(
      'agent-too-old-for-default-host-management',
      `${id} runs agent ${found.agentVersion}; ${role} needs 3.2.582.0.`,
      {
        evidence,
        remedy: { text: 'Attach an instance profile, or replace the instance by one with a current agent.' },
      },
    )
  if (found.agent === 'unknown')
    return unknown(
      'agent-version-unknown',
      `${id} would use ${role} if its agent is 3.2.582.0 or later; it has not registered.`,
      {
        evidence,
      },
    )
  return pass('default-host-management', `${id} has ${role}.`, { evidence })
}

type Missing = Extract<HostRole, { kind: 'none' }>

function sentence(id: string, found: Missing): string {
  const off = 'and Default Host Management is off'
  if (found.reason === 'no-instance-profile') return `${id} has no instance profile, ${off}.`
  if (found.reason === 'instance-profile-not-found')
    return `${id} names ${found.profileArn}, which does not exist, ${off}.`
  if (found.reason === 'instance-profile-empty') return `${found.profileArn} of ${id} holds no role, ${off}.`
  const role = 'roleName' in found ? found.roleName : ''
  return `${found.profileArn} of ${id} holds role ${role}, which does not exist, ${off}.`
}

function remedyOf(host: Instance, found: Missing, context: CheckContext): Remedy {
  const text = REMEDIES[found.reason]
  if (found.reason === 'no-instance-profile') return { text, changes: profileChanges(host, context) }
  if (found.reason !== 'instance-profile-empty') return { text }
  const name = found.profileArn.split('/').at(-1) ?? ''
  return {
    text,
    commands: [
      awsCommand(
        ...['iam', 'add-role-to-instance-profile', '--instance-profile-name', name],
        ...['--role-name', { placeholder: 'ROLE_NAME' }],
      ),
    ],
  }
}

const REMEDIES: Record<Missing['reason'], string> = {
  'no-instance-profile': 'Associate an instance profile whose role has AmazonSSMManagedInstanceCore.',
  'instance-profile-not-found': 'Replace the association by one with an instance profile that exists.',
  'instance-profile-empty': 'Add a role with AmazonSSMManagedInstanceCore to the instance profile.',
  'role-not-found': 'Remove the deleted role from the instance profile and add one with AmazonSSMManagedInstanceCore.',
}
