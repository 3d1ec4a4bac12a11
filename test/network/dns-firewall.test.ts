import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { articleSnapshot } from '../support/article.js'
import { applyPatches, type Patch } from '../support/patch.js'
import { runs } from '../support/runs.js'
import { toService } from './ask.js'

interface Group {
  status: string
  /** Each rule is about the name that is asked for, or about another one. */
  rules: { action: string; named: boolean }[]
}

const at = (path: string) => `regions.eu-west-1.${path}`
const SSM = 'ssm.eu-west-1.amazonaws.com'

/** Groups of one VPC by their priority, told in another order. */
function patchesOf(groups: readonly Group[]): Patch[] {
  const ids = groups.map((_, i) => `rslvr-frg-${i}`)
  const associations = groups.map(({ status }, i) => ({
    at: at('firewallAssociations'),
    add: { vpcId: 'vpc-0a1', ruleGroupId: ids[i], priority: 100 + i, status },
  }))
  const rules = groups.map((group, i) => ({
    at: at(`firewallRuleGroups.${ids[i]}`),
    set: {
      outcome: 'ok',
      api: 'route53resolver:ListFirewallRules',
      value: group.rules.map(({ action, named }, n) => ({
        ...{ priority: n, action, domainListId: `rslvr-fdl-${i}-${n}` },
        domains: { outcome: 'ok', api: 'route53resolver:ListFirewallDomains', value: [named ? SSM : 'example.com'] },
      })),
    },
  }))
  return [...associations.reverse(), ...rules]
}

/** What becomes of the name at each order in which the groups may be asked, with and without those that change. */
function everyOutcome(groups: readonly Group[]): Set<string> {
  const [first] = groups.filter(({ status }) => status !== 'COMPLETE')
  if (!first) return new Set([outcomeOf(groups)])
  const without = groups.filter((group) => group !== first)
  const orders = without.map((_, i) => i).concat(without.length)
  const settled = { ...first, status: 'COMPLETE' }
  const worlds = [without, ...orders.map((i) => without.toSpliced(i, 0, settled))]
  return new Set(worlds.flatMap((world) => [...everyOutcome(world)]))
}

function outcomeOf(groups: readonly Group[]): string {
  const rule = groups.flatMap(({ rules }) => rules).find(({ named }) => named)
  return rule?.action === 'BLOCK' ? 'blocked' : 'open'
}

const judged = (groups: readonly Group[]) =>
  toService(applyPatches(articleSnapshot(), patchesOf(groups)), 'i-0a1', 'ssm').verdict

const block = { action: 'BLOCK', named: true }
const allow = { action: 'ALLOW', named: true }

describe('DNS Firewall rule groups whose association is being made, changed or taken away', () => {
  it.each<[string, Group[], string]>([
    ['one that is being taken away may still block', [{ status: 'DELETING', rules: [block] }], 'unknown'],
    ['one that is being made may block already', [{ status: 'UPDATING', rules: [block] }], 'unknown'],
    ['one that is complete blocks', [{ status: 'COMPLETE', rules: [block] }], 'blocked'],
    ['one that lets through does no harm', [{ status: 'UPDATING', rules: [allow] }], 'open'],
    [
      'one behind a group that blocks may come before it and let through',
      [
        { status: 'COMPLETE', rules: [block] },
        { status: 'UPDATING', rules: [allow] },
      ],
      'unknown',
    ],
    [
      'it does not matter where all block',
      [
        { status: 'UPDATING', rules: [block] },
        { status: 'COMPLETE', rules: [block] },
      ],
      'blocked',
    ],
    ['the first of its rules that names the domain decides', [{ status: 'UPDATING', rules: [allow, block] }], 'open'],
  ])('%s', (_, groups, verdict) => {
    expect(judged(groups)).toBe(verdict)
  })

  it('is certain exactly where every order in which they may be asked, and their absence, ends alike', () => {
    const group = fc.record({
      status: fc.constantFrom('COMPLETE', 'COMPLETE', 'UPDATING', 'DELETING'),
      rules: fc.array(fc.record({ action: fc.constantFrom('ALLOW', 'ALERT', 'BLOCK', 'BLOCK'), named: fc.boolean() }), {
        minLength: 1,
        maxLength: 2,
      }),
    })
    fc.assert(
      fc.property(fc.array(group, { maxLength: 3 }), (groups) => {
        const outcomes = everyOutcome(groups)
        expect(judged(groups)).toBe(outcomes.size === 1 ? [...outcomes][0] : 'unknown')
      }),
      runs(100, 3000),
    )
  })
})
