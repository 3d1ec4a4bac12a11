import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import { createRedactor, redactSnapshot } from '../../src/collect/redact.js'
import { Inventory } from '../../src/inventory/inventory.js'
import { selectHosts } from '../../src/inventory/select-hosts.js'
import { configSchema } from '../../src/model/config.js'
import { type Snapshot, snapshotSchema } from '../../src/model/snapshot.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches, type Patch } from '../support/patch.js'
import { oneOfEach, runs } from '../support/runs.js'
import { loadScenarios } from '../support/scenario.js'

/** What the checks say, in an order that does not hang on names: the interfaces of an endpoint are tried by theirs. */
function said(snapshot: Snapshot, config: unknown, nameOf: (id: string) => string, checks = CHECKS): string[] {
  const audit = new Inventory(snapshot, configSchema.parse(config))
  return runChecks(checks, audit)
    .map(
      (f) =>
        `${f.checkId} ${f.status} ${f.reason} ${nameOf(f.subject.id)} ${(f.hops ?? [])
          .map((h) => h.code)
          .sort()
          .join(' ')}`,
    )
    .sort()
}

/** Names in a config are those of the account, too. */
function renamed(node: unknown, redact: (text: string) => string): unknown {
  if (typeof node === 'string') return redact(node)
  if (Array.isArray(node)) return node.map((item) => renamed(item, redact))
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, renamed(value, redact)]))
}

const cases = oneOfEach(
  loadScenarios().flatMap(({ check, cases }) => cases.map((c) => ({ ...c, check, title: `${check}: ${c.name}` }))),
  ({ check, expect }) => `${check} ${expect.map(({ status, reason }) => `${status} ${reason}`)}`,
)

describe('redactSnapshot', () => {
  it.each(cases)('$title: the check says the same', ({ check, patch, config = {} }) => {
    const snapshot = snapshotSchema.parse(applyPatches(articleSnapshot(), patch as Patch[]))
    const redact = createRedactor(snapshot, 'seed')
    const { hosts, targets, operators, ...rest } = config as Record<string, unknown>
    const after = {
      ...rest,
      ...(hosts !== undefined && { hosts: renamed(hosts, redact) }),
      ...(operators !== undefined && { operators: renamed(operators, redact) }),
      ...(Array.isArray(targets) && {
        targets: targets.map((t) => ({ ...t, name: redact(t.name), host: redact(t.host), vpcId: redact(t.vpcId) })),
      }),
    }
    const checks = CHECKS.filter(({ id }) => id === check)
    const before = said(snapshot, config, redact, checks)
    expect(before).not.toEqual([])
    expect(said(redactSnapshot(snapshot, 'seed'), after, (id) => id, checks)).toEqual(before)
  })

  it('lets every check say the same, whatever the seed', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...cases.filter((c) => c.config === undefined)), (seed, { patch }) => {
        const snapshot = snapshotSchema.parse(applyPatches(articleSnapshot(), patch as Patch[]))
        const redact = createRedactor(snapshot, seed)
        expect(said(redactSnapshot(snapshot, seed), {}, (id) => id)).toEqual(said(snapshot, {}, redact))
      }),
      runs(20, 500),
    )
  })

  it('is a snapshot, marked as redacted, the same for the same seed and another for another', () => {
    const redacted = redactSnapshot(articleSnapshot(), 'a')
    expect(snapshotSchema.parse(redacted)).toEqual(redacted)
    expect(redacted.redacted).toBe(true)
    expect(redactSnapshot(articleSnapshot(), 'a')).toEqual(redacted)
    expect(redactSnapshot(articleSnapshot(), 'b')).not.toEqual(redacted)
    expect(redactSnapshot(articleSnapshot())).not.toEqual(redactSnapshot(articleSnapshot()))
  })

  it('leaves nothing of the account to be read', () => {
    const secrets = applyPatches(articleSnapshot(), [
      { at: 'regions.eu-west-1.vpcs.vpc-0a1.tags', set: { Name: 'acme vault', 'acme:team': 'Bücher 名前 🚀 dwarves' } },
      { at: 'regions.eu-west-1.vpcs.vpc-0a1.name', set: 'acme vault' },
      { at: 'regions.eu-west-1.instances.i-0a1.name', set: 'acme-jump-gnome' },
      { at: 'regions.eu-west-1.dbInstances', failed: 'denied' },
      {
        at: 'regions.eu-west-1.sessionPreferences.inputs.shellProfile',
        set: { linux: 'curl http://acme/x', windows: '' },
      },
      { at: 'regions.eu-west-1.sessionPreferences.inputs.s3BucketName', set: 'acme-logs' },
    ])
    const text = JSON.stringify(redactSnapshot(secrets, 'seed'))
    for (const secret of [
      'acme',
      'vault',
      'Bücher',
      '名前',
      '🚀',
      'dwarves',
      'gnome',
      '123456789012',
      '10.0.1.10',
      '10-0-1-10',
    ])
      expect(text).not.toContain(secret)
    for (const secret of [
      '11111111-2222-3333',
      'i-0a1',
      'vpc-0a1',
      'postgres.c0example',
      'auditor',
      'AROAEXAMPLE',
      'curl',
    ])
      expect(text).not.toContain(secret)
    for (const kept of ['com.amazonaws.eu-west-1.ssm', 'iam::aws:policy/AmazonSSMManagedInstanceCore', '52.218.0.0/17'])
      expect(text).toContain(kept)
  })

  it.each([
    [{ name: 'Prod BASTION acme', tags: {} }, true],
    [{ name: 'MyJumpbox', tags: {} }, true],
    [{ name: 'web', tags: { 'ssm-ready:role': 'jump-host' } }, true],
    [{ name: 'web', tags: { 'ssm-ready:role': 'web' } }, false],
  ])('keeps the default selection of hosts: %j', (fields, selected) => {
    const snapshot = applyPatches(articleSnapshot(), [{ at: 'regions.eu-west-1.instances.i-0a1', merge: fields }])
    const { instances } = redactSnapshot(snapshot, 'seed').regions[0] ?? {}
    if (instances?.outcome !== 'ok') throw new Error('no instances')
    expect(selectHosts(instances.value)).toHaveLength(selected ? 1 : 0)
  })
})
