import { grantByInlinePolicy } from './grant.js'

export const grantS3EncryptionConfiguration = grantByInlinePolicy({
  id: 'grant-s3-encryption-configuration',
  title: 'Let the role of a host read the encryption of the log bucket',
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging.html',
})
