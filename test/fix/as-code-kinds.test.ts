import { describe, expect, it } from 'vitest'
import type { ChangeKind } from '../../src/model/change.js'
import { asCloudFormation } from '../../src/remediate/as-code/cloudformation.js'
import { asTerraform } from '../../src/remediate/as-code/terraform.js'
import { eachKind } from './support/each-kind.js'
import { planOf, stepOf } from './support/plan-of.js'
import {
  type Configuration,
  cloudFormationFaults,
  type Template,
  terraformFaults,
  terraformText,
} from './support/template-faults.js'

type Kinds = Record<ChangeKind, { cloudFormation: string[] | RegExp; terraform: string[] | RegExp }>

const FOREIGN_RULE = /take no rule away/
const JUMP_HOST = ['AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate', 'AWS::AutoScaling::AutoScalingGroup']
const both = (why: RegExp) => ({ cloudFormation: why, terraform: why })

/** What a change of every kind is made of, or why it is nothing to have. */
const KINDS: Kinds = {
  'authorize-security-group-ingress': {
    cloudFormation: ['AWS::EC2::SecurityGroupIngress'],
    terraform: ['aws_vpc_security_group_ingress_rule'],
  },
  'authorize-security-group-egress': {
    cloudFormation: ['AWS::EC2::SecurityGroupEgress'],
    terraform: ['aws_vpc_security_group_egress_rule'],
  },
  'revoke-security-group-ingress': both(FOREIGN_RULE),
  'revoke-security-group-egress': both(FOREIGN_RULE),
  'create-security-group': {
    cloudFormation: ['AWS::EC2::SecurityGroup'],
    terraform: ['aws_security_group', 'aws_vpc_security_group_egress_rule', 'aws_vpc_security_group_egress_rule'],
  },
  'modify-network-interface-groups': both(/interface is not the template's/),
  'create-vpc-endpoint': { cloudFormation: ['AWS::EC2::VPCEndpoint'], terraform: ['aws_vpc_endpoint'] },
  'modify-vpc-endpoint': {
    cloudFormation: /cannot change an endpoint/,
    terraform: ['aws_vpc_endpoint_subnet_association', 'aws_vpc_endpoint_subnet_association'],
  },
  'modify-vpc-attribute': both(/VPC is not the template's/),
  'put-role-policy': { cloudFormation: ['AWS::IAM::Policy'], terraform: ['aws_iam_role_policy'] },
  'attach-role-policy': {
    cloudFormation: ['AWS::IAM::ManagedPolicy'],
    terraform: ['aws_iam_role_policy_attachment'],
  },
  'create-instance-role': {
    cloudFormation: ['AWS::IAM::Role', 'AWS::IAM::InstanceProfile'],
    terraform: ['aws_iam_role', 'aws_iam_role_policy_attachment', 'aws_iam_instance_profile'],
  },
  'associate-iam-instance-profile': both(/instance is not the template's/),
  'modify-instance-metadata-options': both(/instance is not the template's/),
  'start-instances': both(/an act/),
  'disassociate-address': both(/takes an address/),
  'run-instances': {
    cloudFormation: JUMP_HOST,
    terraform: ['aws_instance', 'aws_launch_template', 'aws_autoscaling_group'],
  },
  'update-session-preferences': { cloudFormation: ['AWS::SSM::Document'], terraform: ['aws_ssm_document'] },
  'create-key': { cloudFormation: ['AWS::KMS::Key', 'AWS::KMS::Alias'], terraform: ['aws_kms_key', 'aws_kms_alias'] },
  'create-association': { cloudFormation: ['AWS::SSM::Association'], terraform: ['aws_ssm_association'] },
  'update-agent': both(/a command on its host/),
}

const PLAIN = eachKind('plain')
const stepFor = (kind: ChangeKind, text: string) => stepOf(eachKind(text)[kind], {}, { document: 'absent' })

describe.each(Object.keys(PLAIN) as ChangeKind[])('%s', (kind) => {
  it('is a resource of CloudFormation, or left with a reason', () => {
    const { text, left, steps } = asCloudFormation(planOf([stepFor(kind, 'plain')]))
    const { cloudFormation } = KINDS[kind]
    if (cloudFormation instanceof RegExp) {
      expect([text, steps]).toEqual(['', 0])
      expect(left).toMatchObject([{ when: 'after', why: expect.stringMatching(cloudFormation) }])
      return
    }
    const template = JSON.parse(text) as Template
    expect(Object.values(template.Resources).map(({ Type }) => Type)).toEqual(cloudFormation)
    expect([left, steps, cloudFormationFaults(template)]).toEqual([[], 1, []])
  })

  it('is a resource of Terraform, or left with a reason', () => {
    const { text, left, steps } = asTerraform(planOf([stepFor(kind, 'plain')]))
    const { terraform } = KINDS[kind]
    if (terraform instanceof RegExp) {
      expect([text, steps]).toEqual(['', 0])
      expect(left).toMatchObject([{ when: 'after', why: expect.stringMatching(terraform) }])
      return
    }
    const made = JSON.parse(text) as Configuration
    const types = Object.entries(made.resource).flatMap(([type, all]) => Object.keys(all).map(() => type))
    expect(types.toSorted()).toEqual(terraform.toSorted())
    expect([left, steps, terraformFaults(made)]).toEqual([[], 1, []])
  })
})

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: as somebody may call a role
const HOSTILE = [
  ...['${jndi:ldap://x}', '"}}', '%{ if true }', '$${x}', '%%{x}', '$$$${x}', 'a$', '$', '${"$"}', '\\${x}'],
  ...['{{ssm:x}}', '!Ref AWS::AccountId', '${AWS::AccountId}', '${var.auto_healing}', 'line\nline', '</script>'],
]
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as somebody may call a role
const MARK = 'MARK'
/** Kinds that have a text of the account in what a template makes. */
const TOLD = (Object.keys(KINDS) as ChangeKind[]).filter(
  (kind) => Array.isArray(KINDS[kind].terraform) && JSON.stringify(eachKind(MARK)[kind]).includes(MARK),
)

/** A plan whose step is called the same, whatever text it has. */
const planWith = (kind: ChangeKind, text: string) =>
  planOf([stepOf(eachKind(text)[kind], { id: 'test:step' }, { document: 'absent' })])

/** A copy with every text, and every key, put through `of`. */
function texts(value: unknown, of: (text: string) => string): unknown {
  if (typeof value === 'string') return of(value)
  if (Array.isArray(value)) return value.map((each) => texts(each, of))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [of(key), texts(each, of)]))
}

describe.each(HOSTILE)('a name %j', (hostile) => {
  it.each(TOLD)('stays literal in %s', (kind) => {
    const resources = (text: string) => JSON.parse(asCloudFormation(planWith(kind, text)).text).Resources
    const marked = (text: string) => text.replaceAll(MARK, () => hostile)
    expect(JSON.stringify(resources(MARK))).toContain(MARK)
    expect(resources(hostile)).toEqual(texts(resources(MARK), marked))

    const blocks = (text: string) => JSON.parse(asTerraform(planWith(kind, text)).text).resource
    const inDocument = JSON.stringify(hostile).slice(1, -1)
    const read = (text: string) =>
      text.startsWith('{"') ? text.replaceAll(MARK, () => inDocument) : text.replaceAll(MARK, () => hostile)
    expect(texts(blocks(hostile), terraformText)).toEqual(texts(blocks(MARK), read))
  })
})

describe('CloudFormation', () => {
  it('leaves a text that it would replace', () => {
    const { text, left } = asCloudFormation(planOf([stepFor('create-security-group', '{{resolve:ssm:/secret}}')]))
    expect(text).toBe('')
    expect(left).toMatchObject([{ why: expect.stringContaining('would replace') }])
  })

  it('leaves session preferences that are there, and so does Terraform', () => {
    const step = stepOf(PLAIN['update-session-preferences'], {}, { document: 'present' })
    for (const write of [asCloudFormation, asTerraform])
      expect(write(planOf([step])).left).toMatchObject([{ why: expect.stringContaining('already') }])
  })
})
