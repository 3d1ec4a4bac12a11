import ipaddr from 'ipaddr.js'

/** A position on a number line: an IPv4 address or a port as a number, an IPv6 address as a bigint. Never mixed in one list. */
export type Point = number | bigint

/** Half-open: `start` belongs to it, `end` does not. */
export interface Interval {
  readonly start: Point
  readonly end: Point
}

export type Family = 4 | 6

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

const BITS = { 4: 32, 6: 128 } as const

/** An interval as people write it: an address, a CIDR block, or the first and the last address. */
export function intervalText(family: Family, { start, end }: Interval): string {
  if (family === 4 && Number(end) - Number(start) === 1) return addressText(4, start)
  const size = BigInt(end) - BigInt(start)
  if (size === 1n) return addressText(family, start)
  const aligned = (size & (size - 1n)) === 0n && BigInt(start) % size === 0n
  if (!aligned) return `${addressText(family, start)}–${addressText(family, BigInt(end) - 1n)}`
  return `${addressText(family, start)}/${BITS[family] - (size.toString(2).length - 1)}`
}

function addressText(family: Family, point: Point): string {
  if (family === 4) return [24, 16, 8, 0].map((bits) => Math.floor(Number(point) / 2 ** bits) % 256).join('.')
  const bytes = Array.from({ length: 16 }, (_, i) => Number((BigInt(point) >> BigInt(120 - 8 * i)) & 255n))
  return ipaddr.fromByteArray(bytes).toString()
}
