import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { remember } from '../../src/app/memory.js'
import { type PublishDependencies, publishReport } from '../../src/app/publish.js'
import { configSchema } from '../../src/model/config.js'
import type { Report } from '../../src/model/report.js'
import type { Publisher } from '../../src/publish/publisher.js'
import { RENDERERS } from '../../src/render/published.js'
import { fakeBucket } from '../support/bucket.js'
import { manyVpcsReport, smallReport, troubledReport } from '../support/reports.js'

const { s3, files, folder, fill } = fakeBucket()
const now = () => new Date('2026-11-24T06:00:00Z')
const PREFIX = 'reports/account=111122223333/region=eu-west-1'
const WEBHOOK = 'ssm:/slack/ssm-ready'

const dependencies = (more: Partial<PublishDependencies> = {}): PublishDependencies => ({
  ...{ config: configSchema.parse({}), folder, renderers: RENDERERS, now, env: {} },
  secret: async (name) => {
    throw new Error(`no secret ${name} here`)
  },
  ...more,
})

beforeEach(fill)

const received: string[] = []
const slack = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk) => {
    body += chunk
  })
  request.on('end', () => {
    received.push(body)
    response.end('ok')
  })
})

async function withSlack(notify: string, run: (more: Partial<PublishDependencies>) => Promise<void>) {
  await new Promise<void>((resolve) => slack.listen(0, '127.0.0.1', resolve))
  const { port } = slack.address() as AddressInfo
  const config = configSchema.parse({ slack: { webhookUrl: WEBHOOK, notify } })
  await run({ config, secret: async (name) => (name === WEBHOOK ? `http://127.0.0.1:${port}/hook` : '') })
}

afterEach(async () => {
  received.length = 0
  if (slack.listening) await new Promise((resolve) => slack.close(resolve))
})

const latest = async (): Promise<Report | undefined> => (await remember(folder)).latest
const later = (report: Report, more: Partial<Report> = {}): Report => ({
  ...report,
  generatedAt: '2026-12-01T06:00:00.000Z',
  ...more,
})

describe('reports in the bucket', () => {
  it('are put under their own time, with the page and the formats asked for, and as the latest one last of all', async () => {
    const report = smallReport()
    const { locations, published } = await publishReport(report, ['json', 'html', 'csv'], {}, dependencies())
    const dated = `${PREFIX}/date=${report.generatedAt.replaceAll(':', '-')}`
    const names = ['json', 'html', 'csv'].map((extension) => `${dated}/report.${extension}`)
    expect([...files.keys()]).toEqual([...names, `${PREFIX}/latest.html`, `${PREFIX}/latest.json`])
    expect(locations).toEqual(names.map((name) => `s3://reports-bucket/${name}`))
    expect(await latest()).toEqual(report)
    expect(published).toEqual([{ destination: 's3', outcome: 'done', message: 'the latest report' }])
  })

  it('are ASFF in files of a hundred findings, and metrics as what a scraper takes', async () => {
    const { findings, ...report } = manyVpcsReport(5)
    const failed = findings.map((finding) => ({ ...finding, status: 'fail' as const }))
    const whole = { ...report, findings: failed }
    const { locations } = await publishReport(whole, ['asff', 'metrics'], {}, dependencies())
    expect(failed).toHaveLength(195)
    const suffixes = locations.map((location) => location.replace(/^.*\/report/, ''))
    expect(suffixes).toEqual(['.json', '.html', '.asff.json', '-2.asff.json', '.prom'])
    const types = s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input.ContentType)
    expect(types).toContain('application/openmetrics-text; version=1.0.0; charset=utf-8')
  })

  it('are no latest report where that is complete and they are not, nor where they are of a part, nor where it is newer', async () => {
    const complete = smallReport()
    await publishReport(complete, [], {}, dependencies())
    const last = await remember(folder)
    const half = later(complete, { complete: false })
    const kept = await publishReport(half, [], last, dependencies())
    expect(kept.published[0]?.message).toContain('complete')
    await publishReport(later(complete), [], last, dependencies({ whole: false }))
    expect(await latest()).toEqual(complete)
    await publishReport(later(complete), [], last, dependencies())
    // Read before the other one was put: it is looked at again.
    const stale = await publishReport(complete, [], last, dependencies())
    expect(stale.published[0]?.message).toContain('newer')
    expect(await latest()).toEqual(later(complete))
    expect(files.has(`${PREFIX}/date=2026-12-01T06-00-00.000Z/report.html`)).toBe(true)
  })

  it('are of a folder of their own for each set of regions', async () => {
    const two = { ...folder, regions: ['eu-west-1', 'eu-central-1'] }
    await publishReport(smallReport(), [], {}, dependencies({ folder: two }))
    expect([...files.keys()].at(-1)).toBe('reports/account=111122223333/region=eu-central-1.eu-west-1/latest.json')
  })

  it('are none where nothing was published, and S3 is believed when it refuses', async () => {
    expect(await remember(folder)).toEqual({})
    s3.on(GetObjectCommand).rejects(new Error('AccessDenied'))
    expect(await remember(folder)).toEqual({ lost: 'AccessDenied' })
  })

  it('names what nobody has asked for where it failed alone', async () => {
    const unasked = (publish: Publisher['publish']): Publisher => ({ destination: 'metrics', isUnasked: true, publish })
    const lost = unasked(async () => {
      throw new Error('the log is full')
    })
    const { folder: _folder, ...without } = dependencies({ publishers: [unasked(async () => '2 metrics')] })
    expect((await publishReport(smallReport(), [], {}, without)).published).toEqual([])
    expect((await publishReport(smallReport(), [], {}, { ...without, publishers: [lost] })).published).toEqual([
      { destination: 'metrics', outcome: 'failed', message: 'the log is full' },
    ])
  })

  it('that S3 refuses are said to have failed, and hide no message', async () => {
    s3.on(PutObjectCommand).rejects(new Error('AccessDenied'))
    const told: unknown[] = []
    const publishers: Publisher[] = [{ destination: 'sns', publish: async ({ link }) => `${told.push(link)}` }]
    const { published, locations } = await publishReport(smallReport(), [], {}, dependencies({ publishers }))
    expect(published).toMatchObject([
      { destination: 's3', outcome: 'failed', message: 'AccessDenied' },
      { destination: 'sns', outcome: 'done' },
    ])
    expect(locations).toEqual([])
    expect(told).toEqual([undefined])
  })

  it('take the place of one that cannot be read only where they are complete', async () => {
    const name = `${PREFIX}/latest.json`
    files.set(name, { text: '{"schemaVersion": 99}', version: 7 })
    const memory = await remember(folder)
    expect(memory).toMatchObject({ lost: expect.stringContaining('latest.json'), file: { etag: '"7"' } })
    const half = { ...smallReport(), complete: false }
    await publishReport(half, [], memory, dependencies())
    expect(files.get(name)?.version).toBe(7)
    await publishReport(smallReport(), [], memory, dependencies())
    expect(await latest()).toEqual(smallReport())
  })

  it('that were lost to somebody faster leave the page of the report that is the latest', async () => {
    const report = smallReport()
    await publishReport(report, [], {}, dependencies())
    const memory = await remember(folder)
    const winner = later(report, { tool: { ...report.tool, version: '9.9.9' } })
    await publishReport(winner, [], memory, dependencies())
    const page = files.get(`${PREFIX}/latest.html`)?.text
    for (const loser of [
      later(report, { complete: false }),
      later(report, { generatedAt: '2026-11-30T06:00:00.000Z' }),
    ]) {
      await publishReport(loser, [], memory, dependencies())
      expect(await latest()).toEqual(winner)
      expect(files.get(`${PREFIX}/latest.html`)?.text).toBe(page)
    }
  })

  it('are compared with the one before, also where that was incomplete and did not become the latest', async () => {
    const complete = smallReport()
    await publishReport(complete, [], {}, dependencies())
    const half = later(complete, { complete: false })
    await publishReport(half, [], await remember(folder), dependencies())
    expect(await remember(folder)).toMatchObject({ latest: complete, previous: half })
    const whole = later(complete, { generatedAt: '2026-12-02T06:00:00.000Z' })
    await publishReport(whole, [], await remember(folder), dependencies())
    expect(await remember(folder)).toMatchObject({ latest: whole, previous: whole })
  })
})

describe('Slack', () => {
  it('hears of no report where the config names it for the slash command alone', async () => {
    const slack = { signingSecret: 'ssm:/slack/signing-secret', teamIds: ['T0123'] }
    const { published } = await publishReport(
      troubledReport(),
      [],
      {},
      dependencies({ config: configSchema.parse({ slack }) }),
    )
    expect(published.map(({ destination }) => destination)).toEqual(['s3'])
  })

  it('hears of the first report, then only of changes', async () => {
    await withSlack('on-change', async (more) => {
      const report = troubledReport()
      const first = await publishReport(report, [], {}, dependencies(more))
      expect(first.published.at(-1)).toEqual({ destination: 'slack', outcome: 'done', message: 'change' })
      const unchanged = later(report, { changes: [] })
      const second = await publishReport(unchanged, [], await remember(folder), dependencies(more))
      expect(second.published.at(-1)).toMatchObject({ destination: 'slack', outcome: 'skipped' })
      expect(received).toHaveLength(1)
      expect(received[0]).toContain(`https://console.aws.amazon.com/s3/object/reports-bucket?region=`)
    })
  })

  it('that does not answer stops nothing else, and is said to have failed without its address', async () => {
    const config = configSchema.parse({ slack: { webhookUrl: WEBHOOK, notify: 'always' } })
    const told: string[] = []
    const { published } = await publishReport(
      smallReport(),
      [],
      {},
      {
        ...dependencies({ config, secret: async () => 'http://127.0.0.1:1/hook' }),
        transport: { env: {}, timeout: 200, patience: 0, attempts: 1, sleep: async () => undefined },
        publishers: [{ destination: 'sns', publish: async ({ report }) => `${told.push(report.generatedAt)}` }],
      },
    )
    expect(published.map(({ destination, outcome }) => `${destination} ${outcome}`)).toEqual([
      ...['s3 done', 'slack failed', 'sns done'],
    ])
    expect(JSON.stringify(published)).not.toContain('127.0.0.1')
    expect(told).toHaveLength(1)
    expect(files.has(`${PREFIX}/slack.json`)).toBe(false)
  })

  it.each([
    [{ webhookUrl: WEBHOOK }, 'hunter2 is secret', `${WEBHOOK} holds no URL`],
    [{ webhookUrl: WEBHOOK }, 'ftp://hunter2/hook', `${WEBHOOK} holds no URL`],
    [{ botToken: WEBHOOK, channel: 'C1' }, 'hunter2\u00a0xoxb', `${WEBHOOK} holds no token`],
  ])(
    'whose secret %j is none is told which parameter holds none, and never what it holds',
    async (slack, value, words) => {
      const config = configSchema.parse({ slack: { ...slack, notify: 'always' } })
      const { published } = await publishReport(
        ...[smallReport(), [], {}, dependencies({ config, secret: async () => value })],
      )
      expect(published).toContainEqual({
        destination: 'slack',
        outcome: 'failed',
        message: expect.stringContaining(words),
      })
      expect(JSON.stringify(published)).not.toContain('hunter2')
    },
  )

  it('hears all the same where the bucket keeps no note of it', async () => {
    await withSlack('always', async (more) => {
      s3.on(GetObjectCommand).rejects(new Error('AccessDenied'))
      s3.on(PutObjectCommand).rejects(new Error('AccessDenied'))
      const { published } = await publishReport(smallReport(), [], {}, dependencies(more))
      expect(published.at(-1)).toMatchObject({ destination: 'slack', outcome: 'done' })
      expect(published.at(-1)?.message).toContain('could not be noted')
      expect(received).toHaveLength(1)
    })
  })
})
