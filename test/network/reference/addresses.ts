/** Addresses of both families as numbers, the slow and obvious way. */
interface Block {
  family: 4 | 6
  base: bigint
  size: bigint
}

const known = new Map<string, Block>()

/** An address or a CIDR block. */
export function block(text: string): Block {
  const seen = known.get(text)
  if (seen) return seen
  const [address = '', length] = text.split('/')
  const family = address.includes(':') ? 6 : 4
  const bits = family === 4 ? 32 : 128
  const size = 1n << BigInt(bits - Number(length ?? bits))
  const value = family === 4 ? value4(address) : value6(address)
  const parsed = { family, base: (value / size) * size, size } as const
  known.set(text, parsed)
  return parsed
}

const value4 = (address: string) => address.split('.').reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)

function value6(address: string): bigint {
  const [left = '', right] = address.split('::')
  const groups = (part: string | undefined) => (part ? part.split(':') : [])
  const [head, tail] = [groups(left), groups(right)]
  const zeros = right === undefined ? [] : Array<string>(8 - head.length - tail.length).fill('0')
  return [...head, ...zeros, ...tail].reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n)
}

export const familyOf = (address: string) => block(address).family

const answers = new Map<string, Map<string, boolean>>()

/** Remembered: the simulation asks the same few questions again and again. */
export function inCidr(address: string, cidr: string): boolean {
  const known = answers.get(cidr) ?? new Map<string, boolean>()
  answers.set(cidr, known)
  const answer = known.get(address) ?? isWithin(block(address), block(cidr))
  known.set(address, answer)
  return answer
}

const isWithin = (one: Block, many: Block) =>
  one.family === many.family && one.base >= many.base && one.base < many.base + many.size

export const prefixLength = (cidr: string) => Number(cidr.split('/')[1] ?? (familyOf(cidr) === 4 ? 32 : 128))

/** Never on the internet. IPv6 addresses of VPCs are. */
export const isPrivate = (address: string) =>
  ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '127.0.0.0/8', '0.0.0.0/8', '224.0.0.0/3'].some(
    (cidr) => inCidr(address, cidr),
  )

function textOf(value: bigint, family: 4 | 6): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.')
  return Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 65535n).toString(16)).join(':')
}

/** One address of every range that the blocks of a network tell apart. */
export function representatives(cidrs: Iterable<string>, family: 4 | 6): string[] {
  const edges = new Set<bigint>([0n])
  const end = 1n << BigInt(family === 4 ? 32 : 128)
  for (const cidr of cidrs) {
    const { base, size, family: own } = block(cidr)
    if (own !== family) continue
    edges.add(base)
    if (base + size < end) edges.add(base + size)
  }
  return [...edges].map((edge) => textOf(edge, family))
}

/** The IPv6 twin of an IPv4 address or block, so that one generator serves both families. */
export function twin6(text: string): string {
  const [address = '', length = '32'] = text.split('/')
  if (length === '0') return '::/0'
  const [high, low] = [value4(address) >> 16n, value4(address) & 65535n]
  const own = `2600:1f00::${high.toString(16)}:${low.toString(16)}`
  return text.includes('/') ? `${own}/${96 + Number(length)}` : own
}
