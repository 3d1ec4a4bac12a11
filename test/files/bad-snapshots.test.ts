import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { articleSnapshot } from '../support/article.js'
import { runCli } from '../support/cli.js'
import { applyPatches, type Patch } from '../support/patch.js'

const folder = mkdtempSync(join(tmpdir(), 'bad-snapshots-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function audited(patches: readonly Patch[]) {
  writeFileSync(join(folder, 'account.json'), JSON.stringify(applyPatches(articleSnapshot(), patches)))
  return runCli(['audit', '--snapshot', 'account.json'], { cwd: folder })
}

const REGION = 'regions.eu-west-1'
const [region] = articleSnapshot().regions
const anotherOf = (list: 'vpcs' | 'subnets' | 'instances' | 'dbInstances') => {
  const { [list]: found } = region ?? {}
  if (found?.outcome !== 'ok') throw new Error(list)
  return structuredClone(found.value[0])
}

describe('a snapshot whose parts do not belong together is refused, with field and object', () => {
  it.each<[string, Patch[], string]>([
    ['no region', [{ at: 'regions', set: [] }], 'regions: holds none'],
    ['a region twice', [{ at: 'regions', add: region }], 'regions.1.region: eu-west-1 is there twice'],
    [
      'a VPC twice',
      [{ at: `${REGION}.vpcs`, add: anotherOf('vpcs') }],
      'regions.0.vpcs.value.1.vpcId: vpc-0a1 is there twice',
    ],
    [
      'an instance twice',
      [{ at: `${REGION}.instances`, add: anotherOf('instances') }],
      'regions.0.instances.value.1.instanceId: i-0a1 is there twice',
    ],
    [
      'VPCs gone',
      [{ at: `${REGION}.vpcs`, set: [] }],
      'regions.0.subnets.value.0.vpcId: subnet-0a1 is in vpc-0a1, which regions.0.vpcs does not hold',
    ],
    [
      'VPCs and subnets gone',
      [
        { at: `${REGION}.vpcs`, set: [] },
        { at: `${REGION}.subnets`, set: [] },
      ],
      'regions.0.instances.value.0.vpcId: i-0a1 is in vpc-0a1, which regions.0.vpcs does not hold',
    ],
    [
      'an instance in a subnet that is not there',
      [{ at: `${REGION}.instances.i-0a1.subnetId`, set: 'subnet-9' }],
      'regions.0.instances.value.0.subnetId: i-0a1 is in subnet-9, which regions.0.subnets does not hold',
    ],
    [
      'a database in a VPC that is not there',
      [{ at: `${REGION}.dbSubnetGroups.jump-db.vpcId`, set: 'vpc-9' }],
      'regions.0.dbSubnetGroups.value.0.vpcId: jump-db is in vpc-9, which regions.0.vpcs does not hold',
    ],
  ])('%s', async (_, patches, sentence) => {
    const { exitCode, stdout, stderr } = await audited(patches)
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(stderr).toMatch(/^ssm-ready: Snapshot file [^\n]+account\.json: [^\n]+\n$/)
    expect(stderr).toContain(`account.json: ${sentence}.`)
  })

  it('what could not be read, and what is gone already, belongs to nothing and is no fault', async () => {
    const failed = await audited([{ at: `${REGION}.vpcs`, failed: 'denied' }])
    expect([failed.exitCode, failed.stderr]).toEqual([3, ''])
    const gone = {
      ...anotherOf('instances'),
      instanceId: 'i-0b2',
      state: 'terminated',
      vpcId: 'vpc-9',
      subnetId: 'subnet-9',
    }
    expect((await audited([{ at: `${REGION}.instances`, add: gone }])).stderr).toBe('')
    const left = { dbSubnetGroupName: 'default-vpc-9', vpcId: 'vpc-9', subnets: [] }
    expect((await audited([{ at: `${REGION}.dbSubnetGroups`, add: left }])).stderr).toBe('')
  })
})
