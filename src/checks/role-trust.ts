import { trusts } from '../iam/trust.js'
import { dnsSuffix } from '../model/dns-suffix.js'
import { defineCheck, fail, pass, skip, unknown } from './define.js'
import { hostRole } from './lib/host-role.js'

export default defineCheck({
  id: 'role-trust',
  title: "The role's trust policy lets the service assume it that hands its credentials to the host",
  why: 'A role whose trust policy does not name the service hands out no credentials, whatever its policies allow. It shows in no list of what is attached.',
  console:
    'IAM > Roles > the role > Trust relationships > Edit trust policy: ec2.amazonaws.com, or ssm.amazonaws.com for Default Host Management.',
  subject: 'host',
  blocks: ['tunnel', 'shell', 'ssh', 'runCommand'],
  posture: false,
  needs: ['iam:GetInstanceProfile', 'iam:GetRole', 'ssm:GetServiceSetting'],
  doc: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html',
  statuses: ['pass', 'fail', 'unknown', 'skip'],
  run(host, context) {
    const used = hostRole(host, context)
    if (used.kind === 'none') return skip('no-role', `${host.instanceId} has no role.`)
    const { role } = used
    const services = used.kind === 'instance-profile' ? ec2Services(context.region.region) : ['ssm.amazonaws.com']
    const answers = services.map((service) => ({ service, ...trusts(role, service) }))
    const evidence = { roleArn: role.arn, services, trustPolicy: role.assumeRolePolicyDocument }
    const trusted = answers.find((answer) => answer.decision === 'allowed')
    if (trusted) return pass('service-trusted', `Role ${role.roleName} trusts ${trusted.service}.`, { evidence })
    const [service] = services
    const open = answers.find((answer) => answer.decision === 'unknown')
    if (open) {
      const why = open.opaque[0]?.why ?? `it depends on ${open.conditions.map((c) => c.key).join(', ')}`
      return unknown('trust-unknown', `Cannot tell whether role ${role.roleName} trusts ${service}: ${why}.`, {
        evidence,
      })
    }
    return fail('service-not-trusted', `Role ${role.roleName} does not let ${service} assume it.`, {
      evidence,
      remedy: { text: `Let ${service} do sts:AssumeRole in the trust policy of role ${role.roleName}.` },
    })
  },
})

/** Other partitions than AWS's first name the service with the suffix of their own; some know both. */
function ec2Services(region: string): string[] {
  return [...new Set([`ec2.${dnsSuffix(region)}`, 'ec2.amazonaws.com'])]
}
