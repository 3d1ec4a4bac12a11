import type { Plan } from '../../src/model/plan.js'
import type { SampleAccount } from '../../src/sample/account.js'
import { articleAccount } from '../../src/sample/accounts/article.js'
import { remedyCases } from './support/remedy-cases.js'

const region = (account: SampleAccount) => {
  const [first] = account.regions.values()
  if (!first) throw new Error('a sample has a region')
  return first
}

/** Somebody deletes the groups that the steps change. */
function deleteGroups(account: SampleAccount, { steps }: Plan): void {
  const named = new Set(steps.map((step) => step.change.resource))
  const { securityGroups } = region(account)
  region(account).securityGroups = securityGroups.filter((group) => !named.has(group.GroupId ?? ''))
}

/** The groups of the article's databases or endpoints no longer admit anybody. */
function withoutIngress(ofEndpoints: boolean): SampleAccount {
  const account = articleAccount()
  const { vpcEndpoints, securityGroups } = region(account)
  const used = new Set(vpcEndpoints.flatMap(({ Groups = [] }) => Groups.map(({ GroupId }) => GroupId)))
  for (const group of securityGroups) if (used.has(group.GroupId) === ofEndpoints) group.IpPermissions = []
  return account
}

remedyCases('allow-database-ingress', {
  remedy: 'allow-database-ingress',
  account: () => withoutIngress(false),
  steps: [/^allow-database-ingress:sg-\w+:tcp-5432:sg-\w+$/, /^allow-database-ingress:sg-\w+:tcp-3306:sg-\w+$/],
  clears: ['database-path'],
  meddle: deleteGroups,
})

remedyCases('allow-endpoint-ingress', {
  remedy: 'allow-endpoint-ingress',
  account: () => withoutIngress(true),
  steps: [/^allow-endpoint-ingress:sg-\w+:tcp-443:sg-\w+$/],
  clears: ['path-ssm', 'path-ssmmessages'],
  meddle: deleteGroups,
})
