import { grantByInlinePolicy } from './grant.js'

export const grantKmsDecrypt = grantByInlinePolicy({
  id: 'grant-kms-decrypt',
  title: 'Let the role of a host decrypt with the session key, and with no other',
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-enable-encryption.html',
})
