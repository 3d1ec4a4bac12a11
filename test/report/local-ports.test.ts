import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Database } from '../../src/model/database.js'
import { assignLocalPorts } from '../../src/report/local-ports.js'

const database = (databaseId: string, parts: Partial<Database> = {}): Database => ({
  databaseId,
  kind: 'instance',
  engine: 'postgres',
  port: 5432,
  vpcId: 'vpc-0a1',
  region: 'eu-west-1',
  status: 'available',
  securityGroups: [],
  iamAuthentication: false,
  ...parts,
})
const databases = fc.uniqueArray(
  fc.record({ id: fc.stringMatching(/^[a-z]{1,4}$/), port: fc.constantFrom(3306, 5432, 65_535), reader: fc.boolean() }),
  { selector: ({ id }) => id, maxLength: 60 },
)
const made = (specs: readonly { id: string; port: number; reader: boolean }[]) =>
  specs.map(({ id, port, reader }) =>
    database(id, { port, ...(reader && { kind: 'cluster', readerEndpoint: `${id}.r` }) }),
  )

describe('local ports', () => {
  it('never collide, and stay clear of what listens on a laptop', () => {
    fc.assert(
      fc.property(databases, (specs) => {
        const ports = [...assignLocalPorts(made(specs))].flatMap(([d, { endpoint, reader }]) =>
          d.readerEndpoint === undefined ? [endpoint] : [endpoint, reader],
        )
        expect(new Set(ports).size).toBe(ports.length)
        for (const port of ports) expect(port >= 10_000 && port <= 65_535).toBe(true)
      }),
    )
  })

  it('do not depend on the order of the databases', () => {
    fc.assert(
      fc.property(databases, (specs) => {
        const ports = (list: Database[]) => new Map([...assignLocalPorts(list)].map(([d, p]) => [d.databaseId, p]))
        expect(ports(made(specs).reverse())).toEqual(ports(made(specs)))
      }),
    )
  })

  it('stay when a database comes that would collide with none', () => {
    fc.assert(
      fc.property(databases, (specs) => {
        const [added, ...others] = made(specs)
        fc.pre(added !== undefined)
        const before = assignLocalPorts(others)
        const alone = assignLocalPorts([added]).get(added)
        const taken = new Set([...before.values()].flatMap(({ endpoint, reader }) => [endpoint, reader]))
        fc.pre(alone !== undefined && !taken.has(alone.endpoint) && !taken.has(alone.reader))
        const after = assignLocalPorts([added, ...others])
        for (const each of others) expect(after.get(each)).toEqual(before.get(each))
      }),
    )
  })

  it('of a few databases stay when another one comes', () => {
    const few = ['billing', 'orders', 'users'].map((id) => database(id))
    const before = assignLocalPorts(few)
    const after = assignLocalPorts([...few, database('analytics'), database('payments')])
    expect(few.map((d) => after.get(d))).toEqual(few.map((d) => before.get(d)))
  })

  it('remind of the port of the engine', () => {
    const orders = database('orders')
    const { endpoint = 0 } = assignLocalPorts([orders]).get(orders) ?? {}
    expect(endpoint >= 15_432 && endpoint < 16_432).toBe(true)
  })

  it('tell databases of the same name in two VPCs apart', () => {
    const pair = [database('orders'), database('orders', { vpcId: 'vpc-0a2' })]
    expect(new Set([...assignLocalPorts(pair).values()].map((p) => p.endpoint)).size).toBe(2)
  })
})
