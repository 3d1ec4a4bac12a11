import { describe, expect, it } from 'vitest'
import { runAudit, snapshotOf } from '../../src/app/audit.js'
import { explain } from '../../src/app/explain.js'
import { redactSnapshot } from '../../src/collect/redact.js'
import { selectHosts } from '../../src/inventory/select-hosts.js'
import { DEFAULT_CONFIG } from '../../src/model/config.js'
import { renderExplanation } from '../../src/render/explanation.js'
import { render as html } from '../../src/render/html.js'
import { render as json } from '../../src/render/json.js'
import { render as markdown } from '../../src/render/markdown.js'
import { render as slack } from '../../src/render/slack.js'
import { render as table } from '../../src/render/table.js'
import { createSample } from '../../src/sample/index.js'
import { OPTIONS } from '../support/render-options.js'

const SAID = 'Commands are as they would look and cannot run.'

async function reportOn(kind: 'the account' | 'a redacted snapshot') {
  const sample = createSample('article')
  const taken = await snapshotOf({ ...sample, paced: false }, DEFAULT_CONFIG)(selectHosts)
  const snapshot = kind === 'the account' ? taken : redactSnapshot(taken)
  const takeSnapshot = async () => snapshot
  return (await runAudit({}, { config: DEFAULT_CONFIG, takeSnapshot, now: sample.now })).report
}

describe('a redacted snapshot', () => {
  it.each(Object.entries({ html, markdown, slack, table }))(
    '%s says before any command that none can run',
    async (_, render) => {
      const text = render(await reportOn('a redacted snapshot'), OPTIONS).replace(/\s+/g, ' ')
      expect(text).toContain(SAID)
      expect(text.indexOf(SAID)).toBeLessThan(text.indexOf('ssm-ready connect'))
      expect(render(await reportOn('the account'), OPTIONS).replace(/\s+/g, ' ')).not.toContain(SAID)
    },
  )

  it('explain says so, too, and JSON has a field', async () => {
    const report = await reportOn('a redacted snapshot')
    const explanation = explain(report, report.hosts[0]?.instanceId ?? '')
    expect(renderExplanation(explanation, OPTIONS).replace(/\s+/g, ' ')).toContain(SAID)
    expect(JSON.parse(json(report, OPTIONS))).toMatchObject({ redacted: true })
    expect(await reportOn('the account')).not.toHaveProperty('redacted')
  })
})
