import type { AgentUpdateAssociationChange } from '../../model/change.js'
import { codeForm, type Words } from '../code-form.js'
import { STEP_TAG } from './request.js'

/**
 * An association of one host. A host that the plan launches, and every other that a group launches in its place, is found
 * by the tag of its step.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-association.html
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/ssm_association.html.markdown
 */
export const agentUpdateAssociationCode = codeForm<AgentUpdateAssociationChange>({
  cloudFormation: {
    namesAnything: true,
    write(change, words) {
      const { key, value } = targetOf(change, words)
      return {
        resources: [
          {
            type: 'AWS::SSM::Association',
            properties: {
              Name: change.documentName,
              AssociationName: words.text(nameOf(change, words)),
              ScheduleExpression: words.text(change.scheduleExpression),
              Targets: [{ Key: key, Values: [words.text(value)] }],
            },
          },
        ],
      }
    },
  },
  terraform: {
    namesAnything: true,
    write(change, words) {
      const { key, value } = targetOf(change, words)
      return {
        resources: [
          {
            type: 'aws_ssm_association',
            properties: {
              name: change.documentName,
              association_name: words.text(nameOf(change, words)),
              schedule_expression: words.text(change.scheduleExpression),
              targets: [{ key, values: [words.text(value)] }],
              tags: words.tags(),
            },
          },
        ],
      }
    },
  },
})

function targetOf({ instanceId }: AgentUpdateAssociationChange, words: Words): { key: string; value: string } {
  const maker = words.makerOf(instanceId)
  return maker === undefined ? { key: 'InstanceIds', value: instanceId } : { key: `tag:${STEP_TAG}`, value: maker }
}

/** Names of associations have letters, digits, `_`, `-` and `.` alone, 128 at most. */
function nameOf({ associationName, instanceId }: AgentUpdateAssociationChange, words: Words): string {
  const maker = words.makerOf(instanceId)
  if (maker === undefined) return associationName
  return associationName.replace(instanceId, () => maker.replace(/[^\w.-]+/g, '-')).slice(0, 128)
}
