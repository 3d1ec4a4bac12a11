import type { SampleAccount } from '../account.js'
import { auroraMysql, postgres } from '../build/databases.js'
import { endpoints, s3Gateway } from '../build/endpoints.js'
import { instance } from '../build/hosts.js'
import { allow, awsPolicy, customerPolicy, instanceRole, policyDocument } from '../build/iam.js'
import { routeTable, subnet, vpc } from '../build/network.js'
import { newAccount, regionOf } from '../build/region.js'
import { securityGroup } from '../build/security-groups.js'
import { agentAutoUpdate, sessionKey, sessionPreferences } from '../build/sessions.js'

const ACCOUNT = '111122223333'
const REGION = 'eu-west-1'

/**
 * The reference set-up: private, keyless jump hosts without an inbound rule in two zones, seven endpoints,
 * encrypted sessions, a PostgreSQL instance and an Aurora MySQL cluster. Everything is as it should be.
 */
export function articleAccount(): SampleAccount {
  const account = newAccount(ACCOUNT, [REGION])
  const region = regionOf(account, REGION)

  const kmsKeyArn = sessionKey(account, region, 'alias/jump-session')
  sessionPreferences(account, region, { kmsKeyArn })
  agentAutoUpdate(region)
  const session = policyDocument(allow('kms:Decrypt', kmsKeyArn), allow('s3:GetEncryptionConfiguration'))
  const profileArn = instanceRole(account, 'jump-host', {
    attached: [awsPolicy(account, 'AmazonSSMManagedInstanceCore'), customerPolicy(account, 'jump-session', session)],
  })

  const jump = vpc(account, REGION, 'jump-vpc', { cidr: '10.0.0.0/16' })
  const table = routeTable(jump, 'private')
  const a = subnet(jump, 'private-a', '10.0.1.0/24', 'a', table)
  const b = subnet(jump, 'private-b', '10.0.2.0/24', 'b', table)
  endpoints(jump, ['ssm', 'ssmmessages', 'ec2messages', 'ec2', 'kms', 'logs'], { subnets: [a, b] })
  s3Gateway(jump, [table])

  const hosts = securityGroup(jump, 'host', [])
  instance(jump, 'jump-host-a', { subnet: a, groupIds: [hosts], profileArn, agent: {} })
  instance(jump, 'jump-host-b', { subnet: b, groupIds: [hosts], profileArn, agent: {} })

  postgres(jump, 'jump-postgres', { subnets: [a, b], from: [hosts] })
  auroraMysql(jump, 'jump-aurora', { subnets: [a, b], from: [hosts] })
  return account
}
