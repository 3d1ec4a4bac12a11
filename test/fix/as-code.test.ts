import { describe, expect, it } from 'vitest'
import type { Change } from '../../src/model/change.js'
import type { PlanStep } from '../../src/model/plan.js'
import { newName } from '../../src/model/step-id.js'
import { asCloudFormation } from '../../src/remediate/as-code/cloudformation.js'
import { asTerraform } from '../../src/remediate/as-code/terraform.js'
import { eachKind } from './support/each-kind.js'
import { planOf, stepOf } from './support/plan-of.js'
import { cloudFormationFaults, type Template, terraformFaults } from './support/template-faults.js'

const KINDS = eachKind('plain')
const following = (change: Change, ...earlier: PlanStep[]) => {
  const step = stepOf(change)
  return { ...step, dependsOn: [...step.dependsOn, ...earlier.map(({ id }) => id)] }
}
const template = (steps: PlanStep[]) => JSON.parse(asCloudFormation(planOf(steps)).text) as Template
const configuration = (steps: PlanStep[]) => JSON.parse(asTerraform(planOf(steps)).text)
const leftOf = (steps: PlanStep[]) =>
  asCloudFormation(planOf(steps)).left.map(({ step, when, why }) => ({ kind: step.change.kind, when, why }))

const group = stepOf(KINDS['create-security-group'])
const rule = stepOf({ ...KINDS['authorize-security-group-ingress'], groupId: newName(group.id) })
const attribute = stepOf(KINDS['modify-vpc-attribute'])
const endpoint = following({ ...KINDS['create-vpc-endpoint'], groupIds: [newName(group.id)] }, rule, attribute)
const vpcEndpointId = newName(endpoint.id)
const privateDns = stepOf({
  ...{ kind: 'modify-vpc-endpoint', region: 'eu-west-1', vpcId: 'vpc-0123456789abcdef0' },
  ...{ vpcEndpointId, privateDns: true },
})

describe('what a later step changes of what the plan makes', () => {
  const steps = [group, rule, attribute, endpoint, privateDns]

  it('is a property in CloudFormation, after all that either step waits for', () => {
    const made = template(steps)
    expect(cloudFormationFaults(made)).toEqual([])
    expect(made.Resources).toMatchObject({
      TestVpc0123456789abcdef0ComAmazonawsEuWest1Ssm: {
        DependsOn: [expect.stringMatching(/Tcp5432/)],
        Properties: {
          PrivateDnsEnabled: true,
          SecurityGroupIds: [{ 'Fn::GetAtt': ['TestVpc0123456789abcdef0Plain', 'GroupId'] }],
        },
      },
    })
    expect(leftOf(steps)).toMatchObject([{ kind: 'modify-vpc-attribute', when: 'before' }])
  })

  it('is a resource of its own in Terraform where there is one', () => {
    const made = configuration(steps)
    expect(terraformFaults(made)).toEqual([])
    expect(made.resource.aws_vpc_endpoint_private_dns).toEqual({
      test_test_vpc_0123456789abcdef0_com_amazonaws_eu_west_1_ssm_private_dns: {
        private_dns_enabled: true,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform fills it in
        vpc_endpoint_id: '${aws_vpc_endpoint.test_vpc_0123456789abcdef0_com_amazonaws_eu_west_1_ssm.id}',
      },
    })
  })

  it('joins the lists that it adds to, in both', () => {
    const addSubnetIds = ['subnet-0aaaaaaaaaaaaaaaa']
    const more = stepOf({ ...KINDS['modify-vpc-endpoint'], vpcEndpointId, addSubnetIds })
    const subnets = ['subnet-0123456789abcdef0', ...addSubnetIds]
    expect(Object.values(template([...steps, more]).Resources)).toContainEqual(
      expect.objectContaining({ Properties: expect.objectContaining({ SubnetIds: subnets }) }),
    )
    const [made] = Object.values(configuration([...steps, more]).resource.aws_vpc_endpoint)
    expect(made).toMatchObject({ subnet_ids: subnets })
  })

  it('is left where it would close a circle', () => {
    const host = following(KINDS['create-association'], endpoint)
    const last = { ...privateDns, dependsOn: [...privateDns.dependsOn, host.id] }
    const found = leftOf([group, rule, endpoint, host, last])
    expect(found).toMatchObject([{ kind: 'modify-vpc-endpoint', when: 'after', why: expect.stringContaining(host.id) }])
  })
})

describe('what is no infrastructure', () => {
  const start = stepOf(KINDS['start-instances'])
  const role = stepOf(KINDS['create-instance-role'])
  const associate = stepOf({ ...KINDS['associate-iam-instance-profile'], instanceProfileName: newName(role.id) })

  it('is done before what waits for it, else after', () => {
    const association = following(KINDS['create-association'], start)
    expect(leftOf([start, association])).toMatchObject([{ kind: 'start-instances', when: 'before' }])
    expect(leftOf([start, role])).toMatchObject([{ kind: 'start-instances', when: 'after' }])
    expect(leftOf([role, associate])).toMatchObject([{ when: 'after' }])
  })

  it('takes with it what waits for it and cannot come before', () => {
    const key = following(KINDS['create-key'], associate)
    const found = leftOf([role, associate, key])
    expect(found).toMatchObject([
      { kind: associate.change.kind },
      { kind: 'create-key', why: expect.stringContaining(associate.id) },
    ])
    expect(Object.values(template([role, associate, key]).Resources).map(({ Type }) => Type)).not.toContain(
      'AWS::KMS::Key',
    )
  })

  it('is told in the template, with its commands', () => {
    const { notInfrastructure } = template([role, associate]).Metadata.SsmReady
    expect(notInfrastructure).toMatchObject([
      { id: associate.id, when: 'after', commands: ['aws do associate-iam-instance-profile'] },
    ])
    expect(configuration([role, associate])['//'].notInfrastructure).toEqual(notInfrastructure)
  })
})

describe('a new jump host', () => {
  const role = stepOf(KINDS['create-instance-role'])
  const host = stepOf({
    ...{ ...KINDS['run-instances'], name: 'host', instanceProfileName: newName(role.id) },
    groupIds: [newName(group.id)],
  })
  const associationName = `update-${newName(host.id)}`
  const association = stepOf({ ...KINDS['create-association'], instanceId: newName(host.id), associationName })

  it('is an instance, or a group of one over its subnets', () => {
    const made = template([group, role, host, association])
    expect(cloudFormationFaults(made)).toEqual([])
    const of = (type: string) => Object.values(made.Resources).find(({ Type }) => Type === type)
    const common = {
      InstanceType: 't4g.nano',
      MetadataOptions: { HttpTokens: 'required' },
      BlockDeviceMappings: [{ Ebs: { Encrypted: true } }],
    }
    expect(of('AWS::EC2::Instance')).toMatchObject({
      Condition: 'SingleInstance',
      Properties: { ...common, NetworkInterfaces: [{ AssociatePublicIpAddress: false }] },
    })
    expect(of('AWS::EC2::LaunchTemplate')).toMatchObject({
      Condition: 'AutoHealing',
      Properties: { LaunchTemplateData: { ...common, NetworkInterfaces: [{ AssociatePublicIpAddress: false }] } },
    })
    expect(of('AWS::AutoScaling::AutoScalingGroup')).toMatchObject({
      Condition: 'AutoHealing',
      Properties: {
        ...{ MinSize: '1', MaxSize: '1' },
        VPCZoneIdentifier: ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'],
      },
    })
    expect(of('AWS::SSM::Association')).toMatchObject({
      Properties: {
        AssociationName: 'update-test-vpc-0123456789abcdef0-host',
        Targets: [{ Key: 'tag:ssm-ready:step', Values: [host.id] }],
      },
    })
    expect(JSON.stringify(made)).not.toMatch(/KeyName|SecurityGroupIngress/)
    expect(terraformFaults(configuration([group, role, host, association]))).toEqual([])
  })

  it('is left where somebody needs its id beforehand', () => {
    const options = stepOf({ ...KINDS['authorize-security-group-ingress'], groupId: newName(host.id) })
    expect(leftOf([group, role, host, options])).toMatchObject([{ why: expect.stringContaining('no id beforehand') }])
  })
})

describe('regions', () => {
  const there = stepOf({ ...KINDS['create-key'], region: 'us-east-1' })
  const here = stepOf(KINDS['create-key'])

  it('of a CloudFormation template are one', () => {
    expect(() => asCloudFormation(planOf([here, there]))).toThrow(/eu-west-1 and us-east-1: name one with --region/)
  })

  it('of Terraform are providers', () => {
    const made = configuration([here, there])
    expect(made.provider.aws).toEqual([
      { region: 'eu-west-1', allowed_account_ids: ['111122223333'] },
      { alias: 'us-east-1', region: 'us-east-1', allowed_account_ids: ['111122223333'] },
    ])
    const keys = Object.values(made.resource.aws_kms_key) as { provider?: string }[]
    expect(keys.map(({ provider }) => provider)).toEqual([undefined, 'aws.us-east-1'])
  })
})

it('steps whose ids differ in signs alone have names of their own', () => {
  const twins = ['a:b', 'a.b', 'A-b'].map((id) => stepOf(KINDS['create-security-group'], { id }))
  expect(Object.keys(template(twins).Resources)).toHaveLength(3)
  expect(Object.keys(configuration(twins).resource.aws_security_group)).toHaveLength(3)
})

it('a plan without infrastructure has no template', () => {
  for (const write of [asCloudFormation, asTerraform])
    expect(write(planOf([stepOf(KINDS['update-agent'])]))).toMatchObject({
      text: '',
      steps: 0,
      left: [{ when: 'after' }],
    })
})
