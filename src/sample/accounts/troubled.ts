import type { SampleAccount } from '../account.js'
import { auroraMysql, databaseGroup, mysql, oracle, postgres, proxy, sqlServer } from '../build/databases.js'
import { endpoints } from '../build/endpoints.js'
import { natGateway, publicSubnet, sharedTransitGateway } from '../build/gateways.js'
import { instance } from '../build/hosts.js'
import { privateSubnets, vpc } from '../build/network.js'
import { newAccount } from '../build/region.js'
import { securityGroup, tcp } from '../build/security-groups.js'
import { type Foundation, foundation, jumpHosts, privateVpc, SESSION_ENDPOINTS, sessionVpc } from './foundation.js'

const ACCOUNT = '222233334444'
const NETWORK_ACCOUNT = '555566667777'
const REGION = 'eu-west-1'

/** An account as accounts are: each VPC teaches one thing. */
export function troubledAccount(): SampleAccount {
  const account = newAccount(ACCOUNT, [REGION])
  const base = foundation(account, REGION)
  orders(base)
  billing(base)
  data(base)
  payments(base)
  legacy(base)
  reporting(base)
  staging(base)
  analytics(base)
  archive(base)
  unused(base)
  return account
}

/** Ready: two hosts, a database and its proxy. */
function orders(base: Foundation): void {
  const made = sessionVpc(base, 'orders', '10.1.0.0/16')
  const { built, subnets, hosts } = made
  const [host = ''] = jumpHosts(base, made)
  const proxyGroup = databaseGroup(built, 'orders-proxy', 5432, [hosts])
  postgres(built, 'orders-db', { subnets, from: [hosts, proxyGroup], iamAuthentication: true })
  proxy(built, 'orders-proxy', 'orders-db', { subnets, from: [hosts] })
  const web = securityGroup(built, 'web', [tcp(8080, built.cidr)])
  for (const [i, subnet] of [...subnets, ...subnets].entries())
    instance(built, `orders-web-${i + 1}`, { subnet, groupIds: [web], agent: {}, profileArn: base.profileArn })
  base.region.sessions.push({
    SessionId: 'maria-0a1b2c3d4e5f60718',
    Target: host,
    Status: 'Connected',
    StartDate: new Date('2026-11-24T05:31:00Z'),
    DocumentName: 'AWS-StartPortForwardingSessionToRemoteHost',
    Owner: `arn:${base.account.partition}:sts::${ACCOUNT}:assumed-role/developer/maria`,
  })
}

/** Ready, but deviating from every rule of a keyless private host: key pair, SSH open to the internet, public address. */
function billing({ account, profileArn }: Foundation): void {
  const built = vpc(account, REGION, 'billing', { cidr: '10.2.0.0/16' })
  const open = publicSubnet(built, '10.2.128.0/20')
  const subnets = privateSubnets(built)
  const bastion = securityGroup(built, 'bastion', [tcp(22, '0.0.0.0/0')])
  instance(built, 'billing-bastion', {
    subnet: open,
    groupIds: [bastion],
    profileArn,
    keyName: 'ops-2019',
    publicIp: '203.0.113.20',
    agent: {},
  })
  sqlServer(built, 'billing-sqlserver', { subnets, from: [bastion] })
}

/** Degraded: one database can be reached, the other does not admit the hosts. An old host was stopped and forgotten. */
function data(base: Foundation): void {
  const made = sessionVpc(base, 'data', '10.3.0.0/16')
  const { built, subnets, hosts } = made
  jumpHosts(base, made)
  instance(built, 'data-jump-old', {
    subnet: subnets[0],
    groupIds: [hosts],
    profileArn: base.profileArn,
    state: 'stopped',
  })
  auroraMysql(built, 'data-warehouse', { subnets, from: [hosts] })
  oracle(built, 'data-ledger-oracle', { subnets, from: ['10.3.64.0/20'] })
}

/** Blocked: a NAT gateway would do, but private DNS leads to an endpoint that admits another VPC's addresses only. */
function payments(base: Foundation): void {
  const made = privateVpc(base, 'payments', '10.4.0.0/16')
  const { built, subnets, hosts } = made
  natGateway(built, publicSubnet(built, '10.4.128.0/20'), '203.0.113.40', [subnets[0].table])
  const copied = securityGroup(built, 'endpoints', [tcp(443, '10.9.0.0/16')])
  endpoints(built, SESSION_ENDPOINTS, { subnets, groupIds: [copied] })
  jumpHosts(base, made, { agent: { pingStatus: 'ConnectionLost' } })
  postgres(built, 'payments-db', { subnets, from: [hosts] })
}

/** Blocked: the agents are too old to forward to a remote host. `fix apply update-agent` mends it. */
function legacy(base: Foundation): void {
  const made = sessionVpc(base, 'legacy', '10.5.0.0/16', ['ec2messages'])
  jumpHosts(base, made, { agent: { version: '3.0.1124.0' } })
  mysql(made.built, 'legacy-crm', { subnets: made.subnets, from: [made.hosts] })
}

/** Blocked: the host has no instance profile, so that its agent never registered. */
function reporting(base: Foundation): void {
  const { built, subnets, hosts } = sessionVpc(base, 'reporting', '10.6.0.0/16')
  instance(built, 'reporting-jump', { subnet: subnets[0], groupIds: [hosts] })
  postgres(built, 'reporting-db', { subnets, from: [hosts] })
}

/** Blocked: the agent reports, but nothing leads to ssmmessages, which carries the sessions. */
function staging(base: Foundation): void {
  const made = privateVpc(base, 'staging', '10.7.0.0/16')
  endpoints(made.built, ['ssm', 'kms', 'logs'], { subnets: made.subnets })
  jumpHosts(base, made, { agent: { connected: false } })
  postgres(made.built, 'staging-db', { subnets: made.subnets, from: [made.hosts] })
}

/** Unknown: the company's own name servers and its central firewall, behind a transit gateway, cannot be seen from here. */
function analytics({ account, profileArn }: Foundation): void {
  const built = vpc(account, REGION, 'analytics', { cidr: '10.8.0.0/16', dnsServers: ['172.20.0.53', '172.20.1.53'] })
  const subnets = privateSubnets(built)
  sharedTransitGateway(built, NETWORK_ACCOUNT, subnets, [subnets[0].table])
  const hosts = securityGroup(built, 'jump', [])
  instance(built, 'analytics-jump', { subnet: subnets[0], groupIds: [hosts], profileArn, agent: {} })
  postgres(built, 'analytics-db', { subnets, from: [hosts] })
}

/** Blocked: a database without a jump host, though a managed instance could serve as one. */
function archive(base: Foundation): void {
  const { built, subnets } = sessionVpc(base, 'archive', '10.10.0.0/16')
  const batch = securityGroup(built, 'batch', [])
  instance(built, 'archive-batch', {
    subnet: subnets[1],
    groupIds: [batch],
    profileArn: base.profileArn,
    agent: {},
    tags: { owner: 'records & archives <archive@example.com>' },
  })
  postgres(built, 'archive-db', { subnets, from: [batch] })
}

/** Nothing to connect to. */
function unused({ account, region }: Foundation): void {
  privateSubnets(vpc(account, region.region, 'unused', { cidr: '172.31.0.0/16', isDefault: true }))
}
