import ipaddr from 'ipaddr.js'
import { difference, type Interval, type Intervals, union } from './intervals.js'

export type Family = 4 | 6

/** Addresses of one family. Two sets with the same `text` are the same set, so that it serves as a key. */
export interface AddressSet {
  readonly family: Family
  readonly ranges: Intervals
  /** As people write it: an address, a CIDR, a prefix list's id. */
  readonly text: string
}

export interface Block {
  readonly family: Family
  readonly interval: Interval
  readonly prefixLength: number
}

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/

/** A CIDR block or a single address; `undefined` for any other text. Host bits are cut off, as AWS does. */
export function parseBlock(text: string): Block | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

/** By hand: there are tens of thousands of them, and the library looks for IPv6 and for octal numbers first. */
function parseIpv4(text: string): Block | undefined {
  const match = IPV4.exec(text)
  if (!match) return undefined
  const bytes = match.slice(1, 5).map(Number)
  const prefixLength = Number(match[5] ?? 32)
  if (prefixLength > 32 || bytes.some((byte) => byte > 255)) return undefined
  const size = 2 ** (32 - prefixLength)
  const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  const start = Math.floor(value / size) * size
  return { family: 4, interval: { start, end: start + size }, prefixLength }
}

function parseIpv6(text: string): Block | undefined {
  const cidr = text.includes('/') ? text : `${text}/128`
  if (!ipaddr.IPv6.isValidCIDR(cidr)) return undefined
  const [address, prefixLength] = ipaddr.IPv6.parseCIDR(cidr)
  const size = 1n << BigInt(128 - prefixLength)
  const value = address.toByteArray().reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  const start = (value / size) * size
  return { family: 6, interval: { start, end: start + size }, prefixLength }
}

/** The set of one address or CIDR block; `undefined` for any other text. */
export function addressSet(text: string): AddressSet | undefined {
  const block = parseBlock(text)
  return block && { family: block.family, ranges: [block.interval], text }
}

/** The union of addresses and blocks of one family; `undefined` when none of them is one. */
export function addressSetOf(
  texts: readonly string[],
  family: Family,
  text = texts.join(', '),
): AddressSet | undefined {
  const blocks = texts.map(parseBlock).filter((block) => block?.family === family)
  const ranges = union(blocks.flatMap((block) => (block ? [block.interval] : [])))
  return ranges.length === 0 ? undefined : { family, ranges, text }
}

export const ANY_IPV4: AddressSet = { family: 4, ranges: [{ start: 0, end: 2 ** 32 }], text: '0.0.0.0/0' }
export const ANY_IPV6: AddressSet = { family: 6, ranges: [{ start: 0n, end: 1n << 128n }], text: '::/0' }

/**
 * IPv4 blocks that are never routed on the internet.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const NOT_PUBLIC = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
]

const notPublic = union(NOT_PUBLIC.flatMap((text) => parseBlock(text)?.interval ?? []))

/** Where the public address of an AWS service can be, when nothing more is known of it. */
export const PUBLIC_IPV4: AddressSet = {
  family: 4,
  ranges: difference(ANY_IPV4.ranges, notPublic),
  text: 'a public address',
}
/** Global unicast. */
export const PUBLIC_IPV6: AddressSet = {
  family: 6,
  ranges: [{ start: 0x2n << 124n, end: 0x4n << 124n }],
  text: 'a public address',
}

export const publicAddresses = (family: Family): AddressSet => (family === 4 ? PUBLIC_IPV4 : PUBLIC_IPV6)

/** Ports `from` to `to`, both included. */
export const ports = (from: number, to = from): Intervals => [{ start: from, end: to + 1 }]

export function portsText(intervals: Intervals): string {
  return intervals
    .map(({ start, end }) => {
      const last = Number(end) - 1
      return Number(start) === last ? String(last) : `${start}–${last}`
    })
    .join(', ')
}
