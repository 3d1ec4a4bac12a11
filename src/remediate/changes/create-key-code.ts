import type { CreateKeyChange } from '../../model/change.js'
import { codeForm, type Words } from '../code-form.js'
import { KEY_WAITING_DAYS, keyPolicyOf } from './key-policy.js'

const KEY = { type: 'AWS::KMS::Key' }
const TF_KEY = { type: 'aws_kms_key', attribute: 'key_id' }

/**
 * A symmetric key with an alias. Sessions may need it, so that a stack that is deleted leaves it.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/kms_key.html.markdown
 */
export const createKeyCode = codeForm<CreateKeyChange>({
  cloudFormation: {
    made: { id: KEY },
    write: (change, words) => ({
      resources: [
        {
          ...KEY,
          attributes: { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' },
          properties: {
            Description: words.text(change.description),
            KeyPolicy: policyOf(change, words),
            PendingWindowInDays: KEY_WAITING_DAYS,
            Tags: words.tags(),
          },
        },
        {
          ...{ type: 'AWS::KMS::Alias', word: 'Alias' },
          properties: { AliasName: words.text(change.aliasName), TargetKeyId: words.own(KEY) },
        },
      ],
    }),
  },
  terraform: {
    made: { id: TF_KEY },
    write: (change, words) => ({
      resources: [
        {
          ...TF_KEY,
          properties: {
            description: words.text(change.description),
            policy: policyOf(change, words),
            deletion_window_in_days: KEY_WAITING_DAYS,
            tags: words.tags(),
          },
        },
        {
          type: 'aws_kms_alias',
          properties: { name: words.text(change.aliasName), target_key_id: words.own(TF_KEY, 'key_id') },
        },
      ],
    }),
  },
})

const policyOf = ({ statements }: CreateKeyChange, words: Words) =>
  words.document(JSON.parse(keyPolicyOf(words, statements)))
