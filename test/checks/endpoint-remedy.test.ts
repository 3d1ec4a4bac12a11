import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import { commandLines } from '../../src/shell/command-lines.js'
import { auditOf } from '../report/support.js'
import type { Patch } from '../support/patch.js'
import { commandsOfRemedy } from '../support/remedy-commands.js'

const at = (path: string) => `regions.eu-west-1.${path}`
const ENDPOINT = at('vpcEndpoints.vpce-0kms')
const ABSENT: Patch = { at: ENDPOINT, remove: true }

function remedyOfKms(...patches: Patch[]) {
  const [finding] = runChecks(
    CHECKS.filter(({ id }) => id === 'endpoint-kms'),
    auditOf(patches),
  )
  if (!finding?.remedy) throw new Error(`no remedy: ${finding?.status} ${finding?.reason}`)
  return { text: finding.remedy.text, bash: commandLines(commandsOfRemedy(finding.remedy)).bash }
}

describe('the command for an endpoint that is absent', () => {
  const GROUP = at('securityGroups.sg-0endpoints.ipPermissions')
  const groupOf = (bash: string) => / --security-group-ids (.*) --private-dns-enabled /.exec(bash)?.[1]

  it("names a security group, so that it is not the VPC's default one: that of the other endpoints, where it admits the VPC", () => {
    const { text, bash } = remedyOfKms(ABSENT)
    expect(groupOf(bash)).toBe('sg-0endpoints')
    expect(bash).not.toContain('create-security-group')
    expect(text).toContain('a security group that admits tcp/443 from the whole VPC')
  })

  it('makes a group that admits the VPC first, where no other does', () => {
    const { bash } = remedyOfKms(ABSENT, { at: GROUP, set: [] })
    const verbs = [...bash.matchAll(/^aws ec2 (\S+)/gm)].map(([, verb]) => verb)
    expect(verbs).toEqual(['create-security-group', 'authorize-security-group-ingress', 'create-vpc-endpoint'])
    expect(bash).toContain('IpProtocol=tcp,FromPort=443,ToPort=443,IpRanges=[{CidrIp=10.0.0.0/16}]')
    expect(groupOf(bash)).toContain('ssm-ready-endpoints')
  })

  it('is none where the groups cannot be read', () => {
    expect(remedyOfKms(ABSENT, { at: at('securityGroups'), failed: 'denied' }).bash).toBe('')
  })

  it('names one subnet of each zone of hosts', () => {
    const second = (instanceId: string, subnetId: string): Patch => ({
      at: at('instances'),
      add: { ...HOST, instanceId, subnetId },
    })
    const { bash } = remedyOfKms(ABSENT, second('i-0c1', 'subnet-0c1'), second('i-0a2', 'subnet-0a1'))
    expect(bash).toContain(' --subnet-ids subnet-0a1 --security-group-ids ')
  })
})

const HOST = {
  ...{ name: 'jump-2', tags: {}, vpcId: 'vpc-0a1', availabilityZone: 'eu-west-1a', state: 'running' },
  ...{ imageId: 'ami-0a1', instanceType: 't3.micro', networkInterfaces: [] },
}

it.each<[string, Patch]>([
  ['private DNS off', { at: `${ENDPOINT}.privateDnsEnabled`, set: false }],
  ['waiting for acceptance', { at: `${ENDPOINT}.state`, set: 'pendingAcceptance' }],
  ['failed', { at: `${ENDPOINT}.state`, set: 'failed' }],
  ['without a subnet in the zone', { at: `${ENDPOINT}.subnetIds`, set: ['subnet-0b1'] }],
])('no second endpoint is made beside one that is there: %s', (_, patch) => {
  const { text, bash } = remedyOfKms(patch)
  expect(text).toContain('vpce-0kms')
  expect(bash).not.toContain('create-vpc-endpoint')
})
