import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import { readSnapshot } from '../../src/files/snapshot-file.js'
import { Inventory } from '../../src/inventory/inventory.js'
import { configSchema } from '../../src/model/config.js'
import { articleSnapshot } from '../support/article.js'

it('reads a snapshot from before DNS Firewall was looked at: names are unknown then, not well', async () => {
  const old = structuredClone(articleSnapshot()) as { regions: Record<string, unknown>[] }
  for (const region of old.regions)
    for (const later of ['firewallAssociations', 'firewallRuleGroups', 'dnsProfiles']) delete region[later]
  const file = join(mkdtempSync(join(tmpdir(), 'snapshot-')), 'old.json')
  writeFileSync(file, JSON.stringify(old))

  const inventory = new Inventory(await readSnapshot(file), configSchema.parse({}))
  const paths = runChecks(
    CHECKS.filter((check) => check.id === 'path-ssm'),
    inventory,
  )
  expect(paths.length).toBeGreaterThan(0)
  expect(new Set(paths.map((path) => `${path.status} ${path.reason}`))).toEqual(new Set(['unknown api-error']))
})
