import { describe, expect, it } from 'vitest'
import { type SlackOccasion, slackDue } from '../../src/publish/slack-policy.js'
import { smallReport, troubledReport } from '../support/reports.js'

const NOW = new Date('2026-11-24T06:00:00Z')
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000)
const well = smallReport()
const { changes, ...ill } = troubledReport()

const due = (occasion: Partial<SlackOccasion>) =>
  slackDue({ notify: 'on-change', report: well, previous: well, lastSentAt: daysAgo(1), now: NOW, ...occasion })

describe('whether a message is due', () => {
  it.each<[string, Partial<SlackOccasion>, ReturnType<typeof slackDue>]>([
    ['always', { notify: 'always' }, 'always'],
    ['nothing changed', {}, undefined],
    ['the first report', { previous: undefined }, 'change'],
    ['a verdict changed', { report: ill }, 'change'],
    ['the report lists changes', { report: { ...well, changes: changes ?? [] } }, 'change'],
    ['the report lists no change', { report: { ...well, changes: [] }, previous: ill }, undefined],
    ['a problem that is not new, on change', { report: ill, previous: ill }, undefined],
    ['a problem that is not new, on problem', { notify: 'on-problem', report: ill, previous: ill }, 'problem'],
    ['no problem', { notify: 'on-problem' }, undefined],
    ['a problem that ended', { notify: 'on-problem', previous: ill }, 'recovery'],
    ['an incomplete audit', { notify: 'on-problem', report: { ...well, complete: false } }, 'problem'],
    ['six days of silence', { lastSentAt: daysAgo(6.9) }, undefined],
    ['a week of silence', { lastSentAt: daysAgo(7) }, 'heartbeat'],
    ['a week of silence without problems', { notify: 'on-problem', lastSentAt: daysAgo(8) }, 'heartbeat'],
    ['never sent', { lastSentAt: undefined }, 'heartbeat'],
  ])('%s', (_, occasion, expected) => {
    expect(due(occasion)).toBe(expected)
  })
})
