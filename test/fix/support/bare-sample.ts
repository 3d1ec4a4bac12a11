import type { SampleAccount } from '../../../src/sample/account.js'
import { articleAccount } from '../../../src/sample/accounts/article.js'
import { regionIn, withoutEndpoints } from './faults.js'

/** The article's VPC with its databases alone: no hosts, no endpoints, no DNS hostnames, no session preferences, no key. */
export function bareSample(): SampleAccount {
  const account = withoutEndpoints(articleAccount(), ['ssm', 'ssmmessages', 'ec2messages', 'kms', 'logs', 'ec2', 's3'])
  const region = regionIn(account)
  const hosts = new Set(region.instances.map(({ InstanceId }) => InstanceId))
  region.networkInterfaces = region.networkInterfaces.filter(({ Attachment }) => !hosts.has(Attachment?.InstanceId))
  Object.assign(region, { instances: [], instanceStatuses: [] })
  region.nodes.clear()
  for (const vpc of region.vpcs) vpc.enableDnsHostnames = false
  region.keys = []
  region.documents = region.documents.filter(({ name }) => name !== 'SSM-SessionManagerRunShell')
  return account
}
