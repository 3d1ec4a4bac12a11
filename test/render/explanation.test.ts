import { describe, expect, it } from 'vitest'
import { explain } from '../../src/app/index.js'
import { renderExplanation } from '../../src/render/explanation.js'
import { OPTIONS } from '../support/render-options.js'
import { reportOfSample } from '../support/sample-report.js'
import { withoutNames } from '../support/without-names.js'

const count = (text: string, part: string) => text.split(part).length - 1

describe('an explanation', async () => {
  const report = await reportOfSample('troubled', {}, { allHops: true })
  const explained = (host: string, database?: string, all = false) =>
    renderExplanation(explain(report, host, database), { ...OPTIONS, width: 120, all })

  it('begins with the answer, then says of the host that was asked about what is in the way, by name', () => {
    for (const name of ['payments-jump-a', 'payments-jump-b']) {
      const lines = explained(name).split('\n')
      expect(lines[0]).toMatch(new RegExp(`^${name} \\(i-[0-9a-f]+\\): tunnel ✖ BLOCKED`))
      expect(lines.indexOf('In the way')).toBeLessThan(5)
      expect(lines.find((line) => line.startsWith('[1] '))).toContain(`✖ ${name} (i-`)
    }
  })

  it('of a database alone is of its best way, ready or not', () => {
    expect(explained('orders-db')).toBe(explained('orders-jump-a', 'orders-db'))
    expect(explained('payments-db').split('\n')[0]).toMatch(/^payments-jump-[ab] \(i-\w+\) to payments-db: ✖ BLOCKED$/)
  })

  it('of a VPC, by name or id, begins with its databases, then says what is in the way of them and nothing else', () => {
    const text = explained('data')
    expect(explained('vpc-0e1f173650343a112')).toBe(text)
    const lines = text.split('\n')
    expect(lines[0]).toBe('data (vpc-0e1f173650343a112): ⚠ DEGRADED')
    expect(lines[1]).toBe('eu-west-1, 3 hosts, 2 databases, posture compliant')
    expect(lines.find((line) => line.includes('✔ data-warehouse'))).toContain('ssm-ready connect data-warehouse')
    expect(lines.find((line) => line.includes('✖ data-ledger-oracle'))).toContain(
      '[1] sg-06f96f4b5e03f455b has no rule',
    )
    expect(text).toContain('Let sg-06f96f4b5e03f455b admit tcp/1521')
    expect(text).toMatch(/database-path \(\d paths\)/)
    expect(text).not.toMatch(/payments|legacy|reporting/)
  })

  it('of a database without a host is of its VPC', () => {
    const text = explained('archive-db')
    expect(text.split('\n')[0]).toBe('archive (vpc-02085dbd4e718b198): ✖ BLOCKED')
    expect(text).toContain('has no jump host')
  })

  it('of a name that several share lists what tells them apart; a host of a name comes before others', () => {
    const [a, b] = report.vpcs.map(({ vpcId }) => vpcId)
    const twins = { ...report, vpcs: report.vpcs.map((vpc, i) => (i < 2 ? { ...vpc, name: 'twin' } : vpc)) }
    expect(() => explain(twins, 'twin')).toThrow(`VPC "twin" is the name of 2 VPCs: name one of ${a}, ${b}.`)
    const named = { ...report, vpcs: report.vpcs.map((vpc) => ({ ...vpc, name: 'orders-jump-a' })) }
    expect(explain(named, 'orders-jump-a')).toHaveProperty('host.name', 'orders-jump-a')
  })

  it('of what could not be seen says how to settle it', () => {
    expect(explained('analytics-db').replace(/\s+/g, ' ')).toContain('fix Try it: an audit with --probe')
  })

  it('has names before ids everywhere', () => {
    const text = explained('legacy-jump-a')
    expect(text).toContain('legacy (vpc-0bbdaa613a262e339), eu-west-1a')
    expect(text.replace(/\s+/g, ' ')).toContain('where legacy (vpc-0bbdaa613a262e339)')
    expect(text.replace(/\s+/g, ' ')).toContain('Update the agent of legacy-jump-b (i-0f4e987ea450d3dec) with')
    expect(text.replace(/\s+/g, ' ')).toContain('The same for 1 more.')
  })

  it('fits 80 columns, but for commands and endpoints', () => {
    for (const [host, database] of [['legacy-jump-b'], ['data-jump-a', 'data-ledger-oracle']] as const) {
      const text = renderExplanation(explain(report, host, database), { ...OPTIONS, width: 80 })
      const long = text.split('\n').filter((line) => line.length > 80 && !/^ +(aws|ssm-ready) /.test(line))
      expect(long).toEqual([])
      expect(text.split('\n')[0]).toContain('BLOCKED')
    }
  })

  it('names before ids in what mends a deviation, too', () => {
    const text = explained('billing-bastion').replace(/\s+/g, ' ')
    expect(text).toContain(
      'an interface endpoint of kms, logs, ssm and ssmmessages in billing (vpc-0b326fca2fbca4d4d), one',
    )
  })

  it('names the other hosts that a problem of a tunnel hits', () => {
    const text = explained('data-jump-a', 'data-ledger-oracle').replace(/\s+/g, ' ')
    expect(text).toContain('data-jump-b (i-09f59497287e406ef) to data-ledger-oracle')
    expect(text).not.toContain(', i-09f59497287e406ef')
  })

  it('shows the failing chain with the rule that came closest, and its fix once', () => {
    const text = explained('payments-jump-a')
    expect(text).toMatch(/✖ sg-[0-9a-f]+ security-group-ingress/)
    expect(count(text, 'nearest: tcp 443 from 10.9.0.0/16')).toBe(1)
    expect(count(text, 'aws ec2 authorize-security-group-ingress')).toBe(1)
  })

  it('lists nothing twice: what follows from a cause is named beside it', () => {
    const text = explained('payments-jump-a')
    expect(text).toMatch(/follows {2}node-channel, node-online/)
    expect(text).not.toContain('the session channel is not connected')
    expect(explained('payments-jump-a', undefined, true)).toContain('the session channel is not connected')
  })

  it('folds what passes to a line each for paths and checks, and lists it all when asked', () => {
    const folded = explained('orders-jump-a', 'orders-db')
    expect(folded).toMatch(/✔ open: database-name \(\d+ hops\), database-path \(\d+ hops\)/)
    expect(folded).toMatch(/✔ \d+ checks pass/)
    const all = explained('orders-jump-a', 'orders-db', true)
    for (const { message } of explain(report, 'orders-jump-a', 'orders-db').findings)
      expect(withoutNames(all.replace(/\s+/g, ' '))).toContain(withoutNames(message))
    expect(folded.split('\n').length).toBeLessThan(16)
  })

  it('gives the command of what works at once', () => {
    const lines = explained('orders-jump-a', 'orders-db').split('\n')
    const at = lines.indexOf('Connect')
    expect(at).toBeLessThan(5)
    expect(lines.slice(at, at + 3)).toEqual([
      'Connect',
      expect.stringMatching(/^ {2}ssm-ready connect orders-db --via i-/),
      expect.stringMatching(/^ {2}aws ssm start-session .*AWS-StartPortForwardingSessionToRemoteHost/),
    ])
  })
})
