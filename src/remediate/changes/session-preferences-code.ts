import type { SessionPreferencesChange } from '../../model/change.js'
import type { PlanStep } from '../../model/plan.js'
import { SESSION_PREFERENCES_DOCUMENT } from '../../model/session-permissions.js'
import { codeForm } from '../code-form.js'
import { firstPreferences } from './session-preferences/first.js'

const THERE = 'The region has session preferences already, and a template could not keep what else they say.'

const isThere = ({ change: { before } }: PlanStep) => before['document'] !== 'absent'

/**
 * The preferences of a region that has none.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-document.html
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/ssm_document.html.markdown
 */
export const sessionPreferencesCode = codeForm<SessionPreferencesChange>({
  cloudFormation: {
    write({ inputs }, words, step) {
      if (isThere(step)) return { left: THERE }
      return {
        resources: [
          {
            type: 'AWS::SSM::Document',
            properties: {
              ...{ Name: SESSION_PREFERENCES_DOCUMENT, DocumentType: 'Session', DocumentFormat: 'JSON' },
              UpdateMethod: 'NewVersion',
              Content: words.document(firstPreferences(inputs)),
              Tags: words.tags(),
            },
          },
        ],
      }
    },
  },
  terraform: {
    write({ inputs }, words, step) {
      if (isThere(step)) return { left: THERE }
      return {
        resources: [
          {
            type: 'aws_ssm_document',
            properties: {
              ...{ name: SESSION_PREFERENCES_DOCUMENT, document_type: 'Session', document_format: 'JSON' },
              content: words.document(firstPreferences(inputs)),
              tags: words.tags(),
            },
          },
        ],
      }
    },
  },
})
