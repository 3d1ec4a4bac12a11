import { once } from '../../inventory/once.js'
import type { Hop } from '../../model/finding.js'
import { inOnePiece } from '../../model/in-one-piece.js'
import type { Snapshot } from '../../model/snapshot.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import type { Network } from '../network.js'
import {
  type AddressSet,
  addressSet,
  addressText,
  type Block,
  type Family,
  PUBLIC_IPV6,
  parseBlock,
} from '../values/addresses.js'
import { Cuts } from '../values/cuts.js'
import { partyOfInterface } from '../values/flow.js'
import { idSet, remembered } from '../values/remember.js'
import { primaryOf } from './host-interface.js'

/** No name or id of AWS's has such a character. */
const MARK = '\u0001'
/** What stands in hops for the host, its interface and its address, until they are told of one host. */
const marked = (word: string) => `${MARK}${word}${MARK}`
const HOST = marked('host')
const INTERFACE = marked('interface')
const ADDRESSES = { 4: marked('IPv4 address'), 6: marked('IPv6 address') } as const

/**
 * The one host that stands for all whose traffic leaves by the same subnet with the same security groups and from addresses
 * that no rule, route or prefix list of the snapshot tells apart: on a path of one happens what happens on that of any other.
 * A host that may use several interfaces is nobody's like; it stands for itself, `undefined`.
 */
export const standInOf = remembered((network: Network, host: Instance): Instance | undefined => {
  const [only, second] = host.networkInterfaces
  if (!only || second || only.privateIpAddresses.length + only.ipv6Addresses.length === 0) return undefined
  const piece = (text: string | undefined) => {
    const set = text === undefined ? undefined : addressSet(text)
    return set && toldApart(network).around(set)
  }
  const [four, six] = [only.privateIpAddresses[0], only.ipv6Addresses[0]]
  const [pieceOf4, pieceOf6] = [piece(four), piece(six)]
  // What is no address is for the evaluation to say.
  if ((four !== undefined && pieceOf4?.family !== 4) || (six !== undefined && pieceOf6?.family !== 6)) return undefined
  return standIn(
    network,
    host.vpcId,
    only.vpcId,
    only.subnetId,
    idSet(network, only.groupIds),
    pieceOf4,
    pieceOf6,
    only.publicIps.length > 0,
  )
})

const standIn = remembered(
  (
    _network: Network,
    vpcId: string | undefined,
    interfaceVpcId: string,
    subnetId: string,
    groupIds: readonly string[],
    four: AddressSet | undefined,
    six: AddressSet | undefined,
    isPublic: boolean,
  ): Instance => {
    const standsFor = {
      ...(four && { 4: anyOf(four) }),
      ...(six && { 6: anyOf(six) }),
    }
    const networkInterface = {
      ...{ networkInterfaceId: INTERFACE, vpcId: interfaceVpcId, subnetId, deviceIndex: 0, status: 'in-use' },
      ...{ privateIpAddresses: [], ipv6Addresses: [], groupIds: [...groupIds], publicIps: isPublic ? [INTERFACE] : [] },
      standsFor,
    }
    return {
      ...{ instanceId: HOST, tags: {}, state: 'running', availabilityZone: '', subnetId },
      ...(vpcId !== undefined && { vpcId }),
      networkInterfaces: [networkInterface],
    }
  },
)

/** The first address of a piece, under the name that stands for any of them. */
function anyOf(piece: AddressSet): AddressSet {
  return piece.first().called(ADDRESSES[piece.family])
}

/** Wherever anything in the snapshot, or in what AWS fixes, begins or ends that addresses are compared with. */
const toldApart = remembered(
  ({ snapshot }: Network) =>
    new Cuts([...blocksOf(snapshot), parseBlock('64:ff9b::/96'), ...PUBLIC].flatMap((b) => b ?? [])),
)

const PUBLIC = PUBLIC_IPV6.ranges.map((interval) => ({ family: 6 as const, interval }))

function blocksOf({ regions }: Snapshot): Block[] {
  const texts = new Set<string | undefined>()
  const add = (...more: readonly (string | undefined)[]) => {
    for (const text of more) texts.add(text)
  }
  for (const region of regions) {
    for (const { cidrBlocks, ipv6CidrBlocks } of listed(region.vpcs)) add(...cidrBlocks, ...ipv6CidrBlocks)
    for (const { cidrBlock, ipv6CidrBlocks } of listed(region.subnets)) add(cidrBlock, ...ipv6CidrBlocks)
    for (const { ipPermissions, ipPermissionsEgress } of listed(region.securityGroups))
      for (const { ipRanges, ipv6Ranges } of [...ipPermissions, ...ipPermissionsEgress]) add(...ipRanges, ...ipv6Ranges)
    for (const { entries } of listed(region.networkAcls))
      for (const { cidrBlock, ipv6CidrBlock } of entries) add(cidrBlock, ipv6CidrBlock)
    for (const { routes } of listed(region.routeTables))
      for (const { destinationCidrBlock, destinationIpv6CidrBlock } of routes)
        add(destinationCidrBlock, destinationIpv6CidrBlock)
    for (const { routes } of listed(region.transitGatewayRouteTables))
      for (const { destinationCidrBlock } of listed(routes)) add(destinationCidrBlock)
    for (const { requester, accepter } of listed(region.vpcPeeringConnections))
      for (const { cidrBlocks, ipv6CidrBlocks } of [requester, accepter]) add(...cidrBlocks, ...ipv6CidrBlocks)
    for (const { entries } of listed(region.prefixLists)) for (const entry of listed(entries)) add(entry)
  }
  return [...texts].flatMap((text) => (text === undefined ? [] : (parseBlock(text) ?? [])))
}

const listed = <T>(list: { outcome: 'ok'; value: readonly T[] } | { outcome: string }): readonly T[] =>
  'value' in list ? list.value : []

/** The hops of a stand-in, told of one of those for whom it stands. */
export function toldOf(host: Instance, hops: readonly Hop[]): Hop[] {
  const words = wordsOf(host)
  return hops.map((hop) => {
    const { at, why, nearMiss } = markedTexts(hop)
    if (!at && !why && !nearMiss) return hop
    return {
      ...hop,
      ...(at && { at: at(words) }),
      ...(why && { why: why(words) }),
      ...(nearMiss && { nearMiss: nearMiss(words) }),
    }
  })
}

type Words = ReadonlyMap<string, string>

/** A host's own words in place of those that stand for any. */
const wordsOf = once((host: Instance): Words => {
  const eni = primaryOf(host)
  const addressOf = (family: Family) => {
    const party = eni && partyOfInterface(eni, family)
    return party ? addressText(party.addresses) : ''
  }
  return new Map([
    [HOST, host.instanceId],
    [INTERFACE, eni?.networkInterfaceId ?? ''],
    [ADDRESSES[4], addressOf(4)],
    [ADDRESSES[6], addressOf(6)],
  ])
})

/** The texts of a hop that speak of whoever travels: thousands of hosts share the hop. */
const markedTexts = once(({ at, why, nearMiss }: Hop) => ({
  at: markedText(at),
  why: markedText(why),
  nearMiss: markedText(nearMiss),
}))

function markedText(text: string | undefined): ((words: Words) => string) | undefined {
  if (text?.includes(MARK) !== true) return undefined
  // Every other piece stands between two marks.
  const pieces = text.split(MARK)
  const keys = pieces.map((piece, i) => (i % 2 === 0 ? undefined : marked(piece)))
  return (words) => {
    let told = ''
    for (const [i, key] of keys.entries()) told += (key && words.get(key)) ?? pieces[i] ?? ''
    return inOnePiece(told)
  }
}
