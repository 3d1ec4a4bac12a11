import type { RunInstanceChange } from '../../../model/change.js'
import {
  type CodeResource,
  type Json,
  type Properties,
  terraformExpression,
  type Words,
  type Written,
} from '../../code-form.js'
import { AMAZON_LINUX_ROOT, ROOT_SIZE, subnetsOf } from './parts.js'

const HEALING = 'auto_healing'
const TEMPLATE = { type: 'aws_launch_template' }
const IMAGE = { type: 'aws_ssm_parameter', data: true } as const
const METADATA = { http_endpoint: 'enabled', http_tokens: 'required' }
const single = terraformExpression(`var.${HEALING} ? 0 : 1`)
const healing = terraformExpression(`var.${HEALING} ? 1 : 0`)

/**
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/instance.html.markdown
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/autoscaling_group.html.markdown
 */
export function hostInTerraform(change: RunInstanceChange, words: Words): Written {
  return {
    resources: [
      { ...IMAGE, properties: { name: words.text(change.imageParameter) } },
      instance(change, words),
      launchTemplate(change, words),
      group(change, words),
    ],
    sections: {
      variable: {
        [HEALING]: {
          ...{ type: 'bool', default: false },
          description: 'true: an Auto Scaling group of one launches the jump host again where it is lost.',
        },
      },
    },
  }
}

function instance(change: RunInstanceChange, words: Words): CodeResource {
  const tags = tagsOf(change, words)
  return {
    type: 'aws_instance',
    properties: {
      count: single,
      ...{ ami: words.own(IMAGE, 'insecure_value'), instance_type: change.instanceType },
      iam_instance_profile: words.text(change.instanceProfileName, 'profile'),
      ...{ subnet_id: words.text(change.subnetId), vpc_security_group_ids: groupsOf(change, words) },
      associate_public_ip_address: false,
      metadata_options: [METADATA],
      root_block_device: [{ encrypted: true, volume_type: 'gp3', volume_size: ROOT_SIZE, tags }],
      tags,
      // A newer image is no reason to replace a host that people are connected to.
      lifecycle: [{ ignore_changes: ['ami'] }],
    },
  }
}

function launchTemplate(change: RunInstanceChange, words: Words): CodeResource {
  const tags = tagsOf(change, words)
  return {
    ...TEMPLATE,
    properties: {
      count: healing,
      ...{ image_id: words.own(IMAGE, 'insecure_value'), instance_type: change.instanceType },
      iam_instance_profile: [{ name: words.text(change.instanceProfileName, 'profile') }],
      network_interfaces: [
        {
          ...{ device_index: 0, associate_public_ip_address: 'false', delete_on_termination: 'true' },
          security_groups: groupsOf(change, words),
        },
      ],
      metadata_options: [METADATA],
      block_device_mappings: [
        {
          device_name: AMAZON_LINUX_ROOT,
          ebs: [{ delete_on_termination: 'true', encrypted: 'true', volume_type: 'gp3', volume_size: ROOT_SIZE }],
        },
      ],
      tag_specifications: ['instance', 'volume'].map((resource_type) => ({ resource_type, tags })),
      tags: words.tags(),
    },
  }
}

function group(change: RunInstanceChange, words: Words): CodeResource {
  return {
    type: 'aws_autoscaling_group',
    properties: {
      count: healing,
      ...{ min_size: 1, max_size: 1 },
      launch_template: [{ id: words.own(TEMPLATE, '[0].id'), version: words.own(TEMPLATE, '[0].latest_version') }],
      vpc_zone_identifier: subnetsOf(change).map((id) => words.text(id)),
      // The instances have theirs by the launch template.
      tag: Object.entries(words.tags() as Properties).map(([key, value]) => ({
        ...{ key, value, propagate_at_launch: false },
      })),
    },
  }
}

const groupsOf = ({ groupIds }: RunInstanceChange, words: Words): Json => groupIds.map((id) => words.text(id))
const tagsOf = ({ name, tags }: RunInstanceChange, words: Words): Json => words.tags({ Name: name, ...tags })
