import { describe, expect, it } from 'vitest'
import { Inventory } from '../../src/inventory/inventory.js'
import { configSchema } from '../../src/model/config.js'
import type { Report } from '../../src/model/report.js'
import { type RegionSnapshot, type Snapshot, snapshotSchema } from '../../src/model/snapshot.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches } from '../support/patch.js'
import { oneOfEach } from '../support/runs.js'
import { loadScenarios, type ScenarioCase } from '../support/scenario.js'
import { simulated } from '../support/simulations.js'
import { reportOf } from './support.js'

/** Hosts of other regions count there, over peerings that could not be listed. */
const LOOKS_AT_OTHER_REGIONS = 'no jump host anywhere: the peerings do not matter'

const CASES = loadScenarios().flatMap(({ check, cases }) => cases.map((example) => ({ check, example })))

/** A region in which everything is as it should be: other ids, the same names, also those of databases. */
function otherRegion(): RegionSnapshot {
  const text = JSON.stringify(articleSnapshot().regions[0])
    .replaceAll('eu-west-1', 'eu-central-1')
    .replace(/\b(i|vpc|subnet|sg|eni|rtb|acl|vpce|tgw|nat|igw|pl|dopt|pcx)-(?=[0-9a-z])/g, '$1-9')
  return JSON.parse(text)
}

function report({ patch, config }: ScenarioCase, ...others: RegionSnapshot[]): Report {
  const one = applyPatches(articleSnapshot(), patch as never)
  const all: Snapshot = { ...one, regions: [...one.regions, ...others] }
  return reportOf(new Inventory(snapshotSchema.parse(simulated(all)), configSchema.parse(config ?? {})))
}

function firstRegion({ findings, problems, vpcs, hosts, tunnels }: Report) {
  const here = ({ region }: { region: string }) => region === 'eu-west-1'
  return {
    findings: findings.filter(({ subject }) => subject.region === 'eu-west-1'),
    ...{ problems: problems.filter(here), vpcs: vpcs.filter(here) },
    ...{ hosts: hosts.filter(here), tunnels: tunnels.filter(here) },
  }
}

describe('a second region whose hosts, VPCs and databases have the same names', () => {
  const other = otherRegion()

  it.each(oneOfEach(CASES, ({ check }) => check))(
    'changes nothing of the first: $check, $example.name',
    ({ example }) => {
      if (example.name === LOOKS_AT_OTHER_REGIONS) return expect(example.patch).not.toEqual([])
      expect(firstRegion(report(example, other))).toEqual(firstRegion(report(example)))
    },
  )
})
