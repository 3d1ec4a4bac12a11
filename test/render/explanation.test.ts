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
