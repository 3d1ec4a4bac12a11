import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { runAudit, snapshotOf } from '../../src/app/audit.js'
import { DEFAULT_CONFIG } from '../../src/model/config.js'
import type { Report } from '../../src/model/report.js'
import { createSample, sampleClients } from '../../src/sample/index.js'
import { runCli } from '../support/cli.js'
import { MANY } from '../support/runs.js'
import { dishonest } from './honest.js'

const timeUp = () => new DOMException('The operation was aborted due to timeout', 'TimeoutError')

/** An audit whose time is up at its nth call. */
async function endingAt(nth: number): Promise<{ report: Report; calls: number }> {
  const { account, identity, regions, now, sleep } = createSample('troubled')
  const controller = new AbortController()
  let calls = 0
  const clients = sampleClients(account, {
    clock: () => now().getTime(),
    intercept() {
      calls += 1
      if (calls === nth) controller.abort(timeUp())
      controller.signal.throwIfAborted()
    },
  })
  const live = { clients, identity, regions, now, sleep, paced: false }
  const config = { ...DEFAULT_CONFIG, operators: [identity.arn] }
  const takeSnapshot = snapshotOf(live, config, { signal: controller.signal })
  return { report: (await runAudit({}, { config, takeSnapshot, now })).report, calls }
}

describe('an audit whose time is up, as that of a function is', () => {
  let truth: Report
  let calls: number
  beforeAll(async () => {
    const whole = await endingAt(Number.POSITIVE_INFINITY)
    truth = whole.report
    calls = whole.calls
  })

  it('at any moment: gives a report that is incomplete, says why, and says nothing that is not so', async () => {
    expect(calls).toBeGreaterThan(50)
    for (let nth = 1; nth <= calls; nth += MANY ? 3 : 23) {
      const { report } = await endingAt(nth)
      expect(dishonest(truth, report), `call ${nth}`).toEqual([])
      expect(report.complete, `call ${nth}`).toBe(false)
      expect(
        report.gaps.map(({ outcome }) => outcome),
        `call ${nth}`,
      ).toContain('timeout')
    }
  })
})

describe('--timeout', () => {
  afterEach(() => vi.restoreAllMocks())

  it('ends the reading of an account: the report is incomplete, with exit code 3', async () => {
    const limits = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort(timeUp()))
    const { exitCode, stdout } = await runCli(['audit', '--sample', '--timeout', '7', '--format', 'json'])
    const { complete, gaps } = JSON.parse(stdout) as Report
    expect([exitCode, complete]).toEqual([3, false])
    expect(new Set(gaps.map(({ outcome, message }) => `${outcome} ${message}`))).toEqual(
      new Set(['timeout not read: the time for this audit was up before AWS had answered']),
    )
    expect(limits.mock.calls).toEqual([[7000]])
  })

  it('is half an hour unless somebody says otherwise', async () => {
    const limits = vi.spyOn(AbortSignal, 'timeout')
    expect((await runCli(['audit', '--sample', '--quiet'])).exitCode).toBe(0)
    expect(limits.mock.calls).toEqual([[1_800_000]])
  })

  it.each(['0', '-1', 'soon', '1.5', '86401'])('%s is refused', async (value) => {
    const { exitCode, stderr } = await runCli(['audit', '--sample', `--timeout=${value}`])
    expect([exitCode, stderr]).toEqual([
      1,
      `ssm-ready: --timeout: expected a number from 1 to 86400, got "${value}".\n`,
    ])
  })
})
