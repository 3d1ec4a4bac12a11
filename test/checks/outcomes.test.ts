import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import { Inventory } from '../../src/inventory/inventory.js'
import { configSchema } from '../../src/model/config.js'
import type { JudgedFinding } from '../../src/model/finding.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches, type Patch } from '../support/patch.js'
import { commandsOfRemedy } from '../support/remedy-commands.js'
import { simulated } from '../support/simulations.js'

const REGION = 'regions.eu-west-1'
const HOST = `${REGION}.instances.i-0a1`
const NODE = `${REGION}.managedNodes.i-0a1`
const agent = (version: string): Patch => ({ at: `${NODE}.agentVersion`, set: version })

/** The one finding of a check in the reference account with patches: what scenarios do not look at. */
function findingOf(checkId: string, patches: Patch[], config: object = {}): JudgedFinding {
  const checks = CHECKS.filter((check) => check.id === checkId)
  const [finding] = runChecks(
    checks,
    new Inventory(simulated(applyPatches(articleSnapshot(), patches)), configSchema.parse(config)),
  )
  if (!finding) throw new Error(`no finding of ${checkId}`)
  return finding
}

describe('whoever is denied is told what denies, and no grant', () => {
  const DBA = 'arn:aws:iam::123456789012:role/dba'
  const allow = { Effect: 'Allow', Action: ['ssm:*', 'ssmmessages:*', 'kms:*', 'rds-db:*'], Resource: '*' }
  const role = (...statements: object[]): Patch => ({
    at: 'iam.roles.dba',
    set: {
      ...{ outcome: 'ok', api: 'iam:GetRole' },
      value: {
        ...{ roleName: 'dba', roleId: 'AROADBA', arn: DBA, path: '/' },
        assumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}',
        attachedPolicies: { outcome: 'ok', api: 'iam:ListAttachedRolePolicies', value: [] },
        inlinePolicies: {
          ...{ outcome: 'ok', api: 'iam:ListRolePolicies' },
          value: [
            { policyName: 'operator', document: JSON.stringify({ Version: '2012-10-17', Statement: statements }) },
          ],
        },
      },
    },
  })
  const remedyOf = (check: string, ...statements: object[]) =>
    findingOf(check, [role(...statements)], { operators: [DBA] })

  it.each([
    ['caller-start-session', 'ssm:StartSession'],
    ['caller-session-document', 'ssm:StartSession'],
    ['caller-data-channel', 'ssmmessages:OpenDataChannel'],
    ['caller-end-session', 'ssm:TerminateSession'],
    ['caller-kms-data-key', 'kms:GenerateDataKey'],
  ])('%s', (check, action) => {
    for (const [more, name] of [
      [{}, 'statement 2 of operator'],
      [{ Sid: 'NotThese' }, 'statement NotThese of operator'],
    ] as const) {
      const denied = remedyOf(check, allow, { ...more, Effect: 'Deny', Action: action, Resource: '*' })
      expect(denied.message).toContain(`${name} denies it`)
      expect(denied.remedy?.text).toBe(
        `Take the denial of ${action} out of ${name}, or narrow it: no grant helps against a denial.`,
      )
      expect(denied.remedy && commandsOfRemedy(denied.remedy)).toEqual([])
    }
    expect(remedyOf(check, { ...allow, Action: 'ec2:*' }).remedy?.text).toMatch(/^(Allow|Let)/)
  })

  it('a host whose role is denied, too', () => {
    const policies = 'iam.roles.jump-host.inlinePolicies'
    const Statement = [{ Sid: 'NoChannels', Effect: 'Deny', Action: 'ssmmessages:*', Resource: '*' }]
    const document = JSON.stringify({ Version: '2012-10-17', Statement })
    const { message, remedy } = findingOf('role-session-permissions', [
      { at: policies, set: [{ policyName: 'walls', document }] },
    ])
    expect(message).toContain('statement NoChannels of walls denies it')
    expect(remedy?.refused?.message).toContain('statement NoChannels of walls denies it')
  })
})

describe('agent-features bears on the capabilities of the features alone', () => {
  const dhmc: Patch[] = [
    { at: `${HOST}.iamInstanceProfileArn`, remove: true },
    { at: `${REGION}.defaultHostManagement.settingValue`, set: 'service-role/Default' },
  ]
  it.each<[string, Patch[], string[]]>([
    ['ssh', [agent('3.0.221.0')], ['ssh']],
    ['a session key, too', [agent('2.3.538.0')], ['shell', 'ssh']],
    ['Default Host Management', [...dhmc, agent('3.2.581.0')], ['tunnel', 'shell', 'ssh', 'runCommand']],
  ])('%s', (_, patches, blocks) => {
    expect(findingOf('agent-features', patches).blocks).toEqual(blocks)
  })
})

describe('host-metadata-service', () => {
  it('takes everything away when it is off', () => {
    const { blocks, posture } = findingOf('host-metadata-service', [
      { at: `${HOST}.metadataOptions.httpEndpoint`, set: 'disabled' },
    ])
    expect({ blocks: blocks.length, posture }).toEqual({ blocks: 4, posture: false })
  })

  it('is a matter of posture when IMDSv1 still answers', () => {
    const { blocks, posture } = findingOf('host-metadata-service', [
      { at: `${HOST}.metadataOptions.httpTokens`, set: 'optional' },
    ])
    expect({ blocks, posture }).toEqual({ blocks: [], posture: true })
  })
})

describe('vpc-jump-host', () => {
  const unnamed: Patch = { at: `${HOST}.name`, set: 'app' }

  it('names the managed instances that could serve', () => {
    const { message, evidence, remedy } = findingOf('vpc-jump-host', [unnamed])
    expect(evidence['candidates']).toEqual([{ instanceId: 'i-0a1', name: 'app' }])
    expect(message).toContain('i-0a1')
    expect(remedy?.commands?.flat()).toContain('i-0a1')
  })

  it.each<[string, Patch]>([
    ['lost', { at: `${NODE}.pingStatus`, set: 'ConnectionLost' }],
    ['stopped', { at: `${HOST}.state`, set: 'stopped' }],
    ['in another VPC', { at: `${HOST}.vpcId`, set: 'vpc-0b2' }],
  ])('names none that is %s', (_, patch) => {
    const { reason, evidence } = findingOf('vpc-jump-host', [unnamed, patch])
    expect({ reason, candidates: evidence['candidates'] }).toEqual({ reason: 'no-jump-host', candidates: [] })
  })
})

describe('endpoint-ssm', () => {
  const gone: Patch = { at: `${REGION}.vpcEndpoints.vpce-0ssm`, remove: true }
  const route: Patch = {
    at: `${REGION}.routeTables.rtb-0a1.routes`,
    add: { destinationCidrBlock: '0.0.0.0/0', natGatewayId: 'nat-0a1', state: 'active' },
  }
  const nat = (state: string): Patch => ({
    at: `${REGION}.natGateways`,
    add: { natGatewayId: 'nat-0a1', vpcId: 'vpc-0a1', state, connectivityType: 'public', addresses: [] },
  })

  it('says that a NAT gateway serves instead', () => {
    const { evidence, message } = findingOf('endpoint-ssm', [gone, route, nat('available')])
    expect(evidence['natGatewayIds']).toEqual(['nat-0a1'])
    expect(message).toContain('nat-0a1')
  })

  it('names no NAT gateway that is failed', () => {
    expect(findingOf('endpoint-ssm', [gone, route, nat('failed')]).evidence['natGatewayIds']).toEqual([])
  })

  it('says why the endpoint is needed', () => {
    expect(findingOf('endpoint-ssm', [gone]).evidence['neededFor']).toEqual(['agent-registration'])
  })
})

it('agent-remote-host proposes the remedy that updates agents', () => {
  const { remedy } = findingOf('agent-remote-host', [agent('3.0.1124.0')])
  expect(remedy?.id).toBe('update-agent')
  expect(commandsOfRemedy(remedy ?? {}).flat()).toEqual(
    expect.arrayContaining(['AWS-UpdateSSMAgent', '--instance-ids', 'i-0a1', '--region', 'eu-west-1']),
  )
})

it('host-no-inbound lists every rule of the kind that it reports', () => {
  const rule = (cidr: string, port: number) => ({
    ...{ ipProtocol: 'tcp', fromPort: port, toPort: port, ipRanges: [cidr] },
    ...{ ipv6Ranges: [], prefixListIds: [], userIdGroupPairs: [] },
  })
  const at = `${REGION}.securityGroups.sg-0host.ipPermissions`
  const { evidence } = findingOf('host-no-inbound', [
    { at, add: rule('0.0.0.0/0', 22) },
    { at, add: rule('0.0.0.0/0', 3389) },
    { at, add: rule('10.0.0.0/8', 22) },
  ])
  expect(evidence['rules']).toEqual([
    { groupId: 'sg-0host', rule: 'tcp/22 from 0.0.0.0/0' },
    { groupId: 'sg-0host', rule: 'tcp/3389 from 0.0.0.0/0' },
  ])
})
