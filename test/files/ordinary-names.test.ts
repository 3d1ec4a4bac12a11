import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readSnapshot } from '../../src/files/snapshot-file.js'
import { Inventory } from '../../src/inventory/inventory.js'
import { configSchema } from '../../src/model/config.js'
import type { Report } from '../../src/model/report.js'
import { reportOf } from '../report/support.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches } from '../support/patch.js'

/** What every plain object has, or seems to have. */
const INHERITED = ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf']

const HOSTS = { ids: ['i-0a1'] }

/** The reference account in which host, role, profile, groups, policy, VPC, database, and a tag have other names. */
async function accountOf(name: string): Promise<{ report: Report; taggedHosts: number; otherHosts: number }> {
  const text = JSON.stringify(
    applyPatches(articleSnapshot(), [{ at: 'regions.eu-west-1.instances.i-0a1.tags', merge: { TAG: 'yes' } }]),
  )
  const renamed = text
    .replaceAll(/jump-(?:host|session|postgres|vpc|db|aurora)\b/g, name)
    .replace('"TAG":', `${JSON.stringify(name)}:`)
  const file = join(mkdtempSync(join(tmpdir(), 'names-')), 'account.json')
  writeFileSync(file, renamed)
  const snapshot = await readSnapshot(file)
  const found = (tag: string) =>
    new Inventory(snapshot, configSchema.parse({ hosts: { tag } })).regions.flatMap(({ hosts }) => hosts).length
  const config = configSchema.parse({
    hosts: HOSTS,
    accept: [{ check: 'database-private', subject: name, reason: 'a test' }],
  })
  return {
    report: reportOf(new Inventory(snapshot, config)),
    taggedHosts: found(name),
    otherHosts: found(INHERITED.find((other) => other !== name) ?? ''),
  }
}

/** What does not hold a name: how every subject fares. */
const verdictsOf = ({ findings, tunnels, hosts, databases, vpcs, problems }: Report) => ({
  findings: findings
    .map(({ checkId, status, reason, subject }) => `${checkId} ${subject.kind} ${status} ${reason}`)
    .sort(),
  tunnels: tunnels.map(({ verdict, databaseKind }) => `${databaseKind} ${verdict}`).sort(),
  hosts: hosts.map(({ verdicts }) => verdicts),
  databases: databases.map(({ kind, verdict }) => `${kind} ${verdict}`).sort(),
  vpcs: vpcs.map(({ verdict, posture }) => `${verdict} ${posture}`),
  problems: problems.length,
})

describe('names that every object of JavaScript has are ordinary names', () => {
  let plain: Report
  beforeAll(async () => {
    plain = (await accountOf('plain-name')).report
  })

  it.each(INHERITED)('%s as host, role, policy, VPC, database, tag', async (name) => {
    const { report, taggedHosts, otherHosts } = await accountOf(name)
    expect(verdictsOf(report)).toEqual(verdictsOf(plain))
    expect({ taggedHosts, otherHosts }).toEqual({ taggedHosts: 1, otherHosts: 0 })
    expect(report.databases.map(({ databaseId }) => databaseId)).toContain(name)
  })

  it.each(INHERITED)('%s as a saved connection', (name) => {
    const { connections } = configSchema.parse(JSON.parse(`{"connections":{"${name}":{"database":"orders"}}}`))
    expect(Object.entries(connections)).toEqual([[name, { database: 'orders' }]])
  })
})
