import type { RunInstanceChange } from '../../../model/change.js'
import type { CodeResource, Json, Properties, Words, Written } from '../../code-form.js'
import { ROOT_VOLUME, subnetsOf } from './parts.js'

const HEALING = 'AutoHealing'
const SINGLE = 'SingleInstance'
const TEMPLATE = { type: 'AWS::EC2::LaunchTemplate', word: 'Template' }

/**
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-autoscalinggroup.html
 */
export function hostInCloudFormation(change: RunInstanceChange, words: Words): Written {
  return {
    resources: [instance(change, words), launchTemplate(change, words), group(change, words)],
    sections: {
      Parameters: {
        [HEALING]: {
          ...{ Type: 'String', AllowedValues: ['false', 'true'], Default: 'false' },
          Description: 'true: an Auto Scaling group of one launches the jump host again where it is lost.',
        },
        [imageName(change)]: {
          Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
          Default: change.imageParameter,
          Description: 'The public parameter that names the image of the jump host.',
        },
      },
      Conditions: {
        [HEALING]: { 'Fn::Equals': [{ Ref: HEALING }, 'true'] },
        [SINGLE]: { 'Fn::Not': [{ Condition: HEALING }] },
      },
    },
  }
}

const imageName = ({ imageParameter }: RunInstanceChange) =>
  `Image${(imageParameter.split('/').at(-1) ?? '').replace(/[^A-Za-z0-9]/g, '')}`

/** What an instance and a launch template say alike. */
const common = (change: RunInstanceChange): Properties => ({
  ImageId: { Ref: imageName(change) },
  InstanceType: change.instanceType,
  MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required' },
  BlockDeviceMappings: [ROOT_VOLUME],
})

const alone = { AssociatePublicIpAddress: false, DeleteOnTermination: true }

function instance(change: RunInstanceChange, words: Words): CodeResource {
  return {
    type: 'AWS::EC2::Instance',
    attributes: { Condition: SINGLE },
    properties: {
      ...common(change),
      IamInstanceProfile: words.text(change.instanceProfileName, 'profile'),
      NetworkInterfaces: [
        {
          ...{ DeviceIndex: '0', ...alone, SubnetId: words.text(change.subnetId) },
          GroupSet: groupsOf(change, words),
        },
      ],
      PropagateTagsToVolumeOnCreation: true,
      Tags: tagsOf(change, words),
    },
  }
}

function launchTemplate(change: RunInstanceChange, words: Words): CodeResource {
  const Tags = tagsOf(change, words)
  return {
    ...TEMPLATE,
    attributes: { Condition: HEALING },
    properties: {
      LaunchTemplateData: {
        ...common(change),
        IamInstanceProfile: { Name: words.text(change.instanceProfileName, 'profile') },
        NetworkInterfaces: [{ DeviceIndex: 0, ...alone, Groups: groupsOf(change, words) }],
        TagSpecifications: ['instance', 'volume'].map((ResourceType) => ({ ResourceType, Tags })),
      },
      TagSpecifications: [{ ResourceType: 'launch-template', Tags: words.tags() }],
    },
  }
}

function group(change: RunInstanceChange, words: Words): CodeResource {
  return {
    ...{ type: 'AWS::AutoScaling::AutoScalingGroup', word: 'Group' },
    attributes: { Condition: HEALING },
    properties: {
      ...{ MinSize: '1', MaxSize: '1' },
      LaunchTemplate: {
        LaunchTemplateId: words.own(TEMPLATE),
        Version: words.own(TEMPLATE, 'LatestVersionNumber'),
      },
      VPCZoneIdentifier: subnetsOf(change).map((id) => words.text(id)),
      // The instances have theirs by the launch template.
      Tags: (words.tags() as Properties[]).map((tag) => ({ ...tag, PropagateAtLaunch: false })),
    },
  }
}

const groupsOf = ({ groupIds }: RunInstanceChange, words: Words): Json => groupIds.map((id) => words.text(id))
const tagsOf = ({ name, tags }: RunInstanceChange, words: Words): Json => words.tags({ Name: name, ...tags })
