import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import { addressRedactor } from '../../src/collect/redact-addresses.js'
import { runs } from '../support/runs.js'

describe('addressRedactor', () => {
  const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255))
  const address = fc.oneof(
    octets.map((o) => o.join('.')),
    octets.map(([, b, c, d]) => `10.${b % 4}.${c % 8}.${d}`),
  )
  const cidr = fc
    .tuple(address, fc.integer({ min: 0, max: 32 }))
    .map(([a, length]) => `${ipaddr.IPv4.networkAddressFromCIDR(`${a}/${length}`)}/${length}`)
  const replaced = (redactor: ReturnType<typeof addressRedactor>, text: string) => {
    const made = redactor.replace(text)
    if (made === undefined) throw new Error(`${text} is no address`)
    return made
  }
  const lastOctet = (a: string) => Number(a.split('.')[3])
  const holds = (block: string, a: string) => ipaddr.parse(a).match(ipaddr.parseCIDR(block))

  it('keeps what holds what, and what kind of address it is', () => {
    fc.assert(
      fc.property(fc.string(), cidr, address, (seed, block, a) => {
        const redactor = addressRedactor(seed, ['52.218.0.0/17'], ['10.0.0.0/16'])
        const made = replaced(redactor, a)
        expect(holds(replaced(redactor, block), made)).toBe(holds(block, a))
        expect(ipaddr.parse(made).range()).toBe(ipaddr.parse(a).range())
      }),
      runs(200, 2000),
    )
  })

  it('keeps special addresses, and those of fixed blocks', () => {
    const redactor = addressRedactor('seed', ['52.218.0.0/17'], [])
    for (const same of [
      '0.0.0.0/0',
      '::/0',
      '169.254.169.254',
      '127.0.0.1',
      'fd00:ec2::254',
      '52.218.3.0/24',
      '10.0.0.0/8',
    ])
      expect(redactor.replace(same)).toBe(same)
  })

  it('keeps the first four addresses of a VPC, one of which is its resolver', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 16, max: 28 }), fc.nat(3), (seed, length, offset) => {
        const base = length < 20 ? '10.20.0.' : '10.20.48.'
        const redactor = addressRedactor(seed, [], [`${base}0/${length}`])
        const block = replaced(redactor, `${base}0/${length}`).split('/')[0] ?? ''
        const inside = replaced(redactor, `${base}${offset}`)
        expect(lastOctet(inside) - lastOctet(block)).toBe(offset)
        expect(inside.split('.').slice(0, 3)).toEqual(block.split('.').slice(0, 3))
      }),
    )
  })

  it('replaces IPv6 addresses', () => {
    const redactor = addressRedactor('seed', [], ['2001:db8:1::/56'])
    const block = replaced(redactor, '2001:db8:1::/56')
    expect(holds(block, replaced(redactor, '2001:db8:1:ff::7'))).toBe(true)
    expect(holds(block, replaced(redactor, '2001:db8:2::7'))).toBe(false)
  })
})
