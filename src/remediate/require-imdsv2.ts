import type { RemedyDefinition } from './define.js'

/** The metadata service of a host: on, and by IMDSv2 only. */
export const requireImdsv2: RemedyDefinition = {
  id: 'require-imdsv2',
  title: 'Let the metadata service of a host answer, by IMDSv2 only',
  doc: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-existing-instances.html',
  kinds: ['modify-instance-metadata-options'],
  handling(change) {
    const host = 'instanceId' in change ? change.instanceId : ''
    return {
      mode: 'approval',
      risk: `Software on ${host} that only speaks IMDSv1, such as old SDKs, no longer gets credentials or metadata.`,
    }
  },
}
