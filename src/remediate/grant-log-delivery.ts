import { grantByInlinePolicy } from './grant.js'

export const grantLogDelivery = grantByInlinePolicy({
  id: 'grant-log-delivery',
  title: 'Let the role of a host write the session logs where the preferences say',
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging.html',
})
