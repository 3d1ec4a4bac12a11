import { articleAccount } from '../../src/sample/accounts/article.js'
import { theRegion } from './support/fix-world.js'
import { remedyCases } from './support/remedy-cases.js'

function withoutAssociation() {
  const account = articleAccount()
  theRegion(account).associations = []
  return account
}

const STEP = /^enable-agent-auto-update:eu-west-1:i-\w+$/

remedyCases('enable-agent-auto-update', {
  remedy: 'enable-agent-auto-update',
  account: withoutAssociation,
  steps: [STEP, STEP],
  clears: ['agent-auto-update'],
  meddle(account) {
    const [first] = theRegion(account).instances
    if (first) first.State = { Name: 'terminated' }
  },
})

remedyCases('enable-agent-auto-update, switched on in Fleet Manager meanwhile', {
  remedy: 'enable-agent-auto-update',
  account: withoutAssociation,
  steps: [STEP, STEP],
  clears: ['agent-auto-update'],
  meddle: (account) => theRegion(account).associations.push(...theRegion(articleAccount()).associations),
  noticed: 'already-done',
})
