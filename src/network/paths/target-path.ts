import type { Database } from '../../model/database.js'
import type { Hop } from '../../model/finding.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import { resolverOf, zoneAnswer } from '../dns/resolver.js'
import { securityGroupHop } from '../filters/security-groups.js'
import type { Network } from '../network.js'
import { ANY_IPV4, addressSet } from '../values/addresses.js'
import type { Party } from '../values/flow.js'
import { eachOf, isUnknown, type PathResult, passes, pathOf } from '../values/hops.js'
import type { DatabasePath, DatabaseQuestion } from './database-path.js'
import { evaluateFromHost, hostSource } from './host-interface.js'
import { partyAtAddress } from './locate.js'

/** Can a host open the port of a configured target, given as an address or a name. */
export function pathToTarget(
  host: Instance,
  target: Database,
  question: DatabaseQuestion,
  network: Network,
): DatabasePath {
  const dialled = target.endpoint ?? ''
  if (addressSet(dialled)) return toAddress(dialled, host, target, question, network)
  const known = question.databases.find(
    (d) =>
      d.kind !== 'target' && d.region === target.region && (d.endpoint === dialled || d.readerEndpoint === dialled),
  )
  const answer = addressesOf(dialled, host, question.region, network)
  if ('hop' in answer) return unresolved(answer.hop, host, target, known, network)
  return pathOf([
    answer.found,
    ...eachOf(
      answer.addresses.map((address) => ({
        label: address,
        result: toAddress(address, host, target, question, network),
      })),
    ).hops,
  ])
}

function toAddress(
  address: string,
  host: Instance,
  target: Database,
  question: DatabaseQuestion,
  network: Network,
): PathResult {
  const set = addressSet(address)
  const source = hostSource(host, set?.family ?? 4)
  if (!source.party) return pathOf([source.hop])
  const vpcIds = [...new Set([target.vpcId, host.vpcId].filter((id) => id !== undefined))]
  const destination = partyAtAddress(address, vpcIds, network)
  if (!destination)
    return pathOf([
      source.hop,
      isUnknown({ at: address, kind: 'address', code: 'MALFORMED_CIDR', why: `"${address}" is no address.` }),
    ])
  if ('hop' in destination) return pathOf([source.hop, destination.hop])
  const flow = { source: source.party, destination, port: target.port ?? 0, ephemeral: question.ephemeral }
  return pathOf([source.hop, ...evaluateFromHost(host, flow, network).hops])
}

/** Names are answered from private hosted zones alone; what public DNS says of one cannot be seen. */
function addressesOf(
  name: string,
  host: Instance,
  region: string,
  network: Network,
): { found: Hop; addresses: string[] } | { hop: Hop } {
  const vpcId = host.vpcId ?? ''
  const view = resolverOf(vpcId, region, name, network)
  if (view.answers !== 'amazon') return { hop: view.hop }
  let current = name
  for (let step = 0; step < 8; step++) {
    const answer = zoneAnswer(current, vpcId, region, network)
    if (answer.kind === 'unknown' || answer.kind === 'no-record') return { hop: answer.hop }
    if (answer.kind === 'no-zone') break
    if (answer.kind === 'addresses') {
      const addresses = answer.ipv4.length > 0 ? answer.ipv4 : answer.ipv6
      const why = `${name} resolves to ${addresses.join(', ')} by the hosted zone ${answer.zone.name}.`
      return {
        found: passes({ at: answer.zone.hostedZoneId, kind: 'name-resolution', code: 'HOSTED_ZONE', why }),
        addresses,
      }
    }
    current = answer.target
  }
  return {
    hop: isUnknown({
      at: name,
      kind: 'name-resolution',
      code: 'NAME_NOT_SEEN',
      why: `No private hosted zone of ${vpcId} answers for ${current}: its address cannot be seen.`,
    }),
  }
}

/** Without an address only what blocks every address is certain. */
function unresolved(
  hop: Hop,
  host: Instance,
  target: Database,
  known: Database | undefined,
  network: Network,
): PathResult {
  const source = hostSource(host)
  if (!source.party || hop.outcome === 'fail') return pathOf([source.hop, hop])
  const anywhere: Party = {
    label: known?.databaseId ?? target.databaseId,
    addresses: ANY_IPV4,
    spread: 'one-of',
    groups: 'unknown',
    groupsWhy: 'The destination is not known.',
  }
  const egress = securityGroupHop(source.party, 'egress', anywhere, target.port ?? 0, 'unknown', network)
  return pathOf([source.hop, hop, ...(egress.outcome === 'fail' ? [egress] : [])])
}
