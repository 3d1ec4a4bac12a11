import type { RemedyDefinition } from './define.js'
import { monthlyCost, PRICES } from './prices.js'

/** A key of the account's own for the sessions of a region. */
export const createSessionKey: RemedyDefinition = {
  id: 'create-session-key',
  title: 'Create a key that sessions can be encrypted with',
  doc: 'https://docs.aws.amazon.com/kms/latest/developerguide/create-keys.html',
  kinds: ['create-key'],
  handling: () => ({
    mode: 'approval',
    risk: 'Nobody uses the key yet; whoever the policies of the account let use every key may use this one, too.',
    ...monthlyCost(PRICES.key, 'key'),
  }),
}
