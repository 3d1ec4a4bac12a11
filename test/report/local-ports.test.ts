import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Database } from '../../src/model/database.js'
import { assignLocalPorts } from '../../src/report/local-ports.js'

const database = (parts: Partial<Database>): Database => ({
  databaseId: 'orders',
  kind: 'instance',
  engine: 'postgres',
  endpoint: 'orders.example',
  port: 5432,
  vpcId: 'vpc-0a1',
  region: 'eu-west-1',
  status: 'available',
  securityGroups: [],
  iamAuthentication: false,
  ...parts,
})

const keyOf = ({ region, vpcId, kind, databaseId }: Database) => [region, vpcId, kind, databaseId].join('/')

const databases = fc.uniqueArray(
  fc
    .record({
      databaseId: fc.string({ minLength: 1, maxLength: 8 }),
      kind: fc.constantFrom('instance', 'cluster', 'proxy', 'target'),
      port: fc.option(fc.oneof(fc.constantFrom(1433, 1521, 3306, 5432), fc.integer({ min: 1, max: 65_535 })), {
        nil: undefined,
      }),
      region: fc.constantFrom('eu-west-1', 'us-east-1'),
      reader: fc.boolean(),
    })
    .map(({ port, reader, ...parts }) => {
      const { port: _, ...rest } = database(parts)
      return { ...rest, ...(port !== undefined && { port }), ...(reader && { readerEndpoint: 'ro.example' }) }
    }),
  { selector: keyOf, maxLength: 60 },
)

/** By database, since the map is by identity. */
const portsOf = (all: readonly Database[]) => {
  const assigned = assignLocalPorts(all)
  return new Map(all.map((each) => [keyOf(each), assigned.get(each)]))
}

describe('local ports', () => {
  it('are unique, above the privileged ones, and within range', () => {
    fc.assert(
      fc.property(databases, (all) => {
        const ports = [...assignLocalPorts(all)].flatMap(([{ readerEndpoint }, { endpoint, reader }]) =>
          readerEndpoint === undefined ? [endpoint] : [endpoint, reader],
        )
        expect(new Set(ports).size).toBe(ports.length)
        for (const port of ports) {
          expect(port).toBeGreaterThanOrEqual(10_000)
          expect(port).toBeLessThanOrEqual(65_535)
        }
      }),
    )
  })

  it('are the same in any order', () => {
    fc.assert(
      fc.property(
        databases.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(portsOf(shuffled)).toEqual(
            new Map(shuffled.map((each) => [keyOf(each), portsOf(all).get(keyOf(each))])),
          )
        },
      ),
      { numRuns: 30 },
    )
  })

  it('stay when a database comes that collides with none', () => {
    fc.assert(
      fc.property(databases, databases, (all, [added]) => {
        fc.pre(added !== undefined && !all.some((each) => keyOf(each) === keyOf(added)))
        const alone = assignLocalPorts([added]).get(added)
        const before = portsOf(all)
        const taken = new Set([...before.values()].flatMap((ports) => [ports?.endpoint, ports?.reader]))
        fc.pre(!taken.has(alone?.endpoint) && !taken.has(alone?.reader))
        const after = portsOf([...all, added])
        for (const [key, ports] of before) expect(after.get(key)).toEqual(ports)
      }),
    )
  })

  it('are found for a thousand databases of one engine, no two alike', () => {
    const all = Array.from({ length: 1_000 }, (_, i) =>
      database({ databaseId: `db-${i}`, kind: 'cluster', readerEndpoint: `db-${i}.ro` }),
    )
    const ports = [...assignLocalPorts(all).values()].flatMap(({ endpoint, reader }) => [endpoint, reader])
    expect(new Set(ports).size).toBe(2_000)
  })

  it('tell databases of the same name in two VPCs apart', () => {
    const all = [database({ vpcId: 'vpc-0a1' }), database({ vpcId: 'vpc-0a2' }), database({ region: 'us-east-1' })]
    const ports = [...assignLocalPorts(all).values()].map(({ endpoint }) => endpoint)
    expect(new Set(ports).size).toBe(3)
  })

  it('show the engine: ten thousand above its port', () => {
    const postgres = database({})
    expect(assignLocalPorts([postgres]).get(postgres)?.endpoint).toSatisfy((p: number) => p >= 15_432 && p < 16_432)
  })
})
