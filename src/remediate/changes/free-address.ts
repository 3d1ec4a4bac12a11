import type { Snapshot } from '../../model/snapshot.js'
import { findItem } from '../edit.js'

/** The last address of a subnet that nothing seems to have: AWS may choose another. */
export function freeAddress(snapshot: Snapshot, region: string, subnetId: string): string | undefined {
  const subnet = findItem(snapshot, region, 'subnets', (each) => each.subnetId === subnetId)
  const [base, bits] = subnet?.cidrBlock?.split('/') ?? []
  if (base === undefined || bits === undefined) return undefined
  const first = base.split('.').reduce((number, byte) => number * 256 + Number(byte), 0)
  const size = 2 ** (32 - Number(bits))
  // The first four addresses and the last are AWS's.
  for (let offset = size - 2; offset > 3; offset--) {
    const address = dotted(first + offset)
    const taken = (eni: { privateIpAddresses: readonly string[] }) => eni.privateIpAddresses.includes(address)
    if (!findItem(snapshot, region, 'networkInterfaces', taken)) return address
  }
  return undefined
}

const dotted = (number: number) => [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')
