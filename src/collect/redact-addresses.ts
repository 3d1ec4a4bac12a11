import { createHmac } from 'node:crypto'
import ipaddr from 'ipaddr.js'

/** Blocks whose own bits stay, so that private stays private and public stays public. What is inside them changes. */
const KEPT_BLOCKS = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '2000::/3',
  'fc00::/7',
]

/** Blocks in which nothing changes: their addresses mean something by themselves. */
const FIXED_BLOCKS = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '192.0.2.0/24',
  '224.0.0.0/3',
  '::/8',
  '64:ff9b::/96',
  'fd00:ec2::/32',
  'fe80::/10',
  'ff00::/8',
]

/** An address as text of zeros and ones. */
type Bits = string

interface Block {
  bits: Bits
  length: number
  v6: boolean
}

/**
 * Replaces addresses so that every block still holds exactly what it held: each bit is flipped, or not, by a secret
 * function of the bits before it. A VPC's first four addresses stay its first four, one of which
 * is its DNS resolver, and its last one the last: the agent forwards to none of them.
 * @param fixed blocks that stay as they are, e.g. of AWS's own prefix lists
 * @param vpcs blocks of VPCs
 */
export function addressRedactor(key: string, fixed: readonly string[], vpcs: readonly string[]) {
  const givenBlocks = fixed.map(parseBlock).filter((block) => block !== undefined)
  const fixedBlocks = [...FIXED, ...givenBlocks]
  const unflipped = new Set([...UNFLIPPED, ...givenBlocks.flatMap(nodesAbove)])
  for (const block of vpcs.map(parseBlock).filter((b) => b !== undefined)) {
    for (let i = block.length; i < block.bits.length - 1; i++) unflipped.add(nodeOf(block.v6, block.bits.slice(0, i)))
    for (let i = block.length; i < block.bits.length; i++)
      unflipped.add(nodeOf(block.v6, block.bits.slice(0, block.length).padEnd(i, '1')))
    for (const bit of '01') unflipped.add(nodeOf(block.v6, block.bits.slice(0, -2) + bit))
  }
  const draws = new Map<string, Buffer>()

  /** One digest of 256 bits holds the draws of the eight levels below a whole byte: 255 nodes, numbered as in a heap. */
  const flip = (v6: boolean, before: Bits): boolean => {
    if (unflipped.has(nodeOf(v6, before))) return false
    const whole = before.length - (before.length % 8)
    const byte = nodeOf(v6, before.slice(0, whole))
    const drawn = draws.get(byte) ?? createHmac('sha256', key).update(byte).digest()
    draws.set(byte, drawn)
    const node = Number.parseInt(`1${before.slice(whole)}`, 2)
    return (((drawn[node >> 3] ?? 0) >> (node & 7)) & 1) === 1
  }

  return {
    /** `10.1.2.3` or `10.1.0.0/16`, v4 or v6; `undefined` for any other text. */
    replace(text: string): string | undefined {
      const block = parseBlock(text)
      if (!block) return undefined
      if (
        fixedBlocks.some(
          (f) => f.v6 === block.v6 && f.length <= block.length && block.bits.startsWith(f.bits.slice(0, f.length)),
        )
      )
        return text
      const bits = [...block.bits]
        .map((bit, i) => (i < block.length && flip(block.v6, block.bits.slice(0, i)) ? (bit === '0' ? '1' : '0') : bit))
        .join('')
      return format(bits) + (text.includes('/') ? `/${block.length}` : '')
    },
  }
}

const nodeOf = (v6: boolean, before: Bits) => `${v6 ? 6 : 4}:${before}`

function parseBlock(text: string): Block | undefined {
  const [address = '', suffix] = text.split('/')
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !(address.includes(':') && ipaddr.IPv6.isValid(address)))
    return undefined
  const bytes = ipaddr.parse(address).toByteArray()
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const length = suffix === undefined ? bits.length : Number(suffix)
  if (!Number.isInteger(length) || length < 0 || length > bits.length) return undefined
  return { bits, length, v6: bits.length === 128 }
}

function format(bits: Bits): string {
  const bytes = Array.from({ length: bits.length / 8 }, (_, i) => Number.parseInt(bits.slice(i * 8, i * 8 + 8), 2))
  return ipaddr.fromByteArray(bytes).toString()
}

const FIXED = FIXED_BLOCKS.map(parseBlock).filter((block) => block !== undefined)
const KEPT = KEPT_BLOCKS.map(parseBlock).filter((block) => block !== undefined)
const UNFLIPPED: readonly string[] = [...FIXED, ...KEPT].flatMap(nodesAbove)

/** What a block's own bits hang on: each of them by those before it. */
function nodesAbove({ bits, length, v6 }: Block): string[] {
  return Array.from({ length }, (_, i) => nodeOf(v6, bits.slice(0, i)))
}
