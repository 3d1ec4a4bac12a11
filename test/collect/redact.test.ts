import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import { createRedactor, redactSnapshot } from '../../src/collect/redact.js'
import { addressRedactor } from '../../src/collect/redact-addresses.js'
import { redactPolicy } from '../../src/collect/redact-policy.js'
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

describe('redactPolicy', () => {
  const redact = createRedactor(articleSnapshot(), 'seed')
  const variable = '$' + '{aws:userid}'

  it('keeps grammar, actions, AWS services, numbers and dates; replaces names, tags and accounts', () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'AcmeTeam',
          Effect: 'Allow',
          Principal: { Service: 'backup.amazonaws.com', AWS: 'arn:aws:iam::123456789012:root' },
          Action: ['ssm:StartSession', 's3:Get*'],
          Resource: [
            'arn:aws:ssm:*:*:document/AWS-StartSSHSession',
            'arn:aws:s3:::amazon-ssm-eu-west-1/*',
            'arn:aws:s3:::acme-*',
          ],
          Condition: {
            StringLike: { 'ssm:resourceTag/acme': ['red'], 'aws:userid': variable },
            StringEquals: { 'kms:ViaService': 'ssm.eu-west-1.amazonaws.com' },
            NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' },
            DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' },
            Bool: { 'aws:SecureTransport': 'false' },
          },
        },
      ],
    }
    const made = JSON.parse(redactPolicy(JSON.stringify(policy), redact))
    const [statement] = made.Statement
    expect(statement.Action).toEqual(['ssm:StartSession', 's3:Get*'])
    expect(statement.Principal).toEqual({
      Service: 'backup.amazonaws.com',
      AWS: `arn:aws:iam::${redact('123456789012')}:root`,
    })
    expect(statement.Resource.slice(0, 2)).toEqual(policy.Statement[0]?.Resource.slice(0, 2))
    expect(statement.Resource[2]).toBe(`arn:aws:s3:::${redact('acme')}-*`)
    expect(statement.Condition).toEqual({
      ...policy.Statement[0]?.Condition,
      StringLike: { [`ssm:resourceTag/${redact('acme')}`]: [redact('red')], 'aws:userid': variable },
    })
    expect(JSON.stringify(made).toLowerCase()).not.toContain('acme')
  })

  it('replaces names in text that is no JSON', () => {
    expect(redactPolicy('{"Resource": "acme', redact)).toBe(`{"${redact('Resource')}": "${redact('acme')}`)
  })

  it('keeps what a wildcard matches', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^q[acd-ik-z0-9]{2,11}$/), fc.nat(11), (name, cut) => {
        const prefix = name.slice(0, Math.min(cut, name.length - 1))
        expect(redact(name).startsWith(redact(prefix))).toBe(true)
      }),
    )
  })
})
