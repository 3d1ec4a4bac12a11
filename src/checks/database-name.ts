import type { Tunnel } from '../inventory/tunnels.js'
import { isHostItself } from '../model/host-itself.js'
import { parseVersion } from '../model/version.js'
import { forwardDenied, resolveDatabase } from '../network/index.js'
import { type CheckContext, defineCheck, fail, type Outcome, pass, unknown } from './define.js'
import { DATABASE_NEEDS } from './lib/database-needs.js'
import { whenRunning } from './lib/host.js'
import { nameRemedy } from './lib/name-remedies.js'
import { DNS_NEEDS } from './lib/network-needs.js'

export default defineCheck({
  id: 'database-name',
  title: "The database's name resolves on the host to an address that the agent forwards to",
  why: "The host resolves the database's name, not your machine. Where that name leads elsewhere or nowhere, or to an address that the agent does not forward to, the tunnel opens and every connection fails.",
  console:
    'Route 53 > Hosted zones, or Resolver > Rules: whatever the hop that fails names. For the DNS of the VPC itself see vpc-dns.',
  subject: 'tunnel',
  blocks: ['tunnel'],
  posture: false,
  symptomOf: ['vpc-dns'],
  needs: [
    ...['ec2:DescribeInstances', ...DNS_NEEDS],
    ...['ec2:DescribeSubnets', ...DATABASE_NEEDS, 'rds:DescribeDBSubnetGroups', 'ssm:DescribeInstanceInformation'],
  ],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html',
  statuses: ['pass', 'fail', 'unknown', 'skip'],
  run: (tunnel, context) => whenRunning(tunnel.host, () => judge(tunnel, context)),
})

function judge({ host, database }: Tunnel, { inventory, network, region }: CheckContext): Outcome {
  const { endpoint } = database
  if (endpoint === undefined)
    return unknown('database-without-endpoint', `${database.databaseId} (${database.status}) has no name yet.`)
  if (isHostItself(database))
    return pass('host-itself', `${endpoint} is ${host.instanceId} itself, which forwards to its own ports.`, {
      evidence: { endpoint },
    })
  const { hops, addresses } = resolveDatabase(host, database, region.region, network)
  const evidence = { endpoint, addresses }
  const vpc = network.vpc(host.vpcId ?? '')
  const version = parseVersion(region.knownNodeOf(host.instanceId)?.agentVersion)
  const denials = addresses.map((address) => ({
    address,
    denied: forwardDenied(address, vpc.found ? vpc.value : undefined, version),
  }))
  const refused = denials.find(({ denied }) => denied === 'yes')
  if (refused)
    return fail('forward-denied', `The agent of ${host.instanceId} refuses to forward to ${refused.address}.`, {
      evidence,
      hops,
      remedy: {
        text: LOOPBACK.test(refused.address)
          ? `Say host: localhost in the target ${database.databaseId}, if a port of the host itself is meant.`
          : `Let ${endpoint} lead to an address that is neither reserved by AWS nor the host's own.`,
      },
    })
  const failed = hops.find((hop) => hop.outcome === 'fail')
  if (failed)
    return fail(keyOf(failed.code), `${endpoint} does not resolve as it should on ${host.instanceId}. ${failed.why}`, {
      evidence,
      hops,
      ...nameRemedy(failed, { inventory, region: region.region, dialled: endpoint }),
    })
  const unsure = hops.find((hop) => hop.outcome === 'unknown')
  if (unsure)
    return unknown(
      keyOf(unsure.code),
      `What ${endpoint} resolves to on ${host.instanceId} is not known. ${unsure.why}`,
      { evidence, hops },
    )
  const doubtful = denials.find(({ denied }) => denied === 'unknown')
  if (doubtful)
    return unknown(
      'forward-unknown',
      `Whether the agent of ${host.instanceId} forwards to ${doubtful.address} is not known.`,
      { evidence, hops },
    )
  return pass(
    addresses.includes(endpoint) ? 'address' : 'resolves',
    `${endpoint} leads to ${database.databaseId} on ${host.instanceId}.`,
    { evidence, hops },
  )
}

const LOOPBACK = /^(127\.|::1$)/

const keyOf = (code: string) => code.toLowerCase().replaceAll('_', '-')
