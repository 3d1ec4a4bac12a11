import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimRun } from '../../src/app/claim-run.js'
import { lastPublished } from '../../src/app/latest.js'
import { type PublishDependencies, publishReport } from '../../src/app/publish.js'
import { configSchema } from '../../src/model/config.js'
import type { Report } from '../../src/model/report.js'
import { RENDERERS } from '../../src/render/published.js'
import { manyVpcsReport, smallReport, troubledReport } from '../support/reports.js'

const s3 = mockClient(S3Client)
/** Each with the number of times that it was written, which stands for its ETag. */
const files = new Map<string, { text: string; version: number }>()
const regions = ['eu-west-1']
const folder = {
  s3: new S3Client({ region: 'eu-west-1' }),
  bucket: 'reports-bucket',
  accountId: '111122223333',
  regions,
}
const now = () => new Date('2026-11-24T06:00:00Z')
const PREFIX = 'reports/account=111122223333/region=eu-west-1'
const WEBHOOK = 'ssm:/slack/ssm-ready'

const dependencies = (more: Partial<PublishDependencies> = {}): PublishDependencies => ({
  ...{ config: configSchema.parse({}), folder, renderers: RENDERERS, now },
  secret: async (name) => {
    throw new Error(`no secret ${name} here`)
  },
  ...more,
})

const conflict = () => {
  const $metadata = { httpStatusCode: 412 }
  throw new S3ServiceException({ name: 'PreconditionFailed', $fault: 'client', message: 'no', $metadata })
}

beforeEach(() => {
  s3.reset()
  files.clear()
  s3.on(PutObjectCommand).callsFake(({ Key, Body, IfNoneMatch, IfMatch }) => {
    const known = files.get(Key)
    if (IfNoneMatch === '*' && known) conflict()
    if (IfMatch !== undefined && IfMatch !== `"${known?.version}"`) conflict()
    files.set(Key, { text: Body, version: (known?.version ?? 0) + 1 })
    return {}
  })
  s3.on(GetObjectCommand).callsFake(({ Key }) => {
    const file = files.get(Key)
    if (file === undefined) throw new NoSuchKey({ message: 'no such key', $metadata: {} })
    return { Body: { transformToString: async () => file.text }, ETag: `"${file.version}"` }
  })
})

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

const latest = async (): Promise<Report | undefined> => (await lastPublished(folder))?.report
const later = (report: Report, more: Partial<Report> = {}): Report => ({
  ...report,
  generatedAt: '2026-12-01T06:00:00.000Z',
  ...more,
})

describe('reports in the bucket', () => {
  it('are put under their own time, with the page and the formats asked for, and as the latest one last of all', async () => {
    const report = smallReport()
    const { locations, published } = await publishReport(report, ['json', 'html', 'csv'], undefined, dependencies())
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
    const { locations } = await publishReport(whole, ['asff', 'metrics'], undefined, dependencies())
    expect(failed).toHaveLength(195)
    const suffixes = locations.map((location) => location.replace(/^.*\/report/, ''))
    expect(suffixes).toEqual(['.json', '.html', '.asff.json', '-2.asff.json', '.prom'])
    const types = s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input.ContentType)
    expect(types).toContain('application/openmetrics-text; version=1.0.0; charset=utf-8')
  })

  it('are no latest report where that is complete and they are not, nor where they are of a part, nor where it is newer', async () => {
    const complete = smallReport()
    await publishReport(complete, [], undefined, dependencies())
    const last = await lastPublished(folder)
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
    await publishReport(smallReport(), [], undefined, dependencies({ folder: two }))
    expect([...files.keys()].at(-1)).toBe('reports/account=111122223333/region=eu-central-1.eu-west-1/latest.json')
  })

  it('are none where nothing was published, and S3 is believed when it refuses', async () => {
    expect(await latest()).toBeUndefined()
    s3.on(GetObjectCommand).rejects(new Error('AccessDenied'))
    await expect(latest()).rejects.toThrow('AccessDenied')
    s3.on(PutObjectCommand).rejects(new Error('AccessDenied'))
    await expect(publishReport(smallReport(), [], undefined, dependencies())).rejects.toThrow('AccessDenied')
  })
})

describe('Slack', () => {
  it('hears of the first report, then only of changes', async () => {
    await withSlack('on-change', async (more) => {
      const report = troubledReport()
      const first = await publishReport(report, [], undefined, dependencies(more))
      expect(first.published.at(-1)).toEqual({ destination: 'slack', outcome: 'done', message: 'change' })
      const unchanged = later(report, { changes: [] })
      const second = await publishReport(unchanged, [], await lastPublished(folder), dependencies(more))
      expect(second.published.at(-1)).toMatchObject({ destination: 'slack', outcome: 'skipped' })
      expect(received).toHaveLength(1)
      expect(received[0]).toContain(`https://console.aws.amazon.com/s3/object/reports-bucket?region=`)
    })
  })

  it('that does not answer stops nothing else, and is said to have failed without its address', async () => {
    const config = configSchema.parse({ slack: { webhookUrl: WEBHOOK, notify: 'always' } })
    const told: string[] = []
    const { published } = await publishReport(smallReport(), [], undefined, {
      ...dependencies({ config, secret: async () => 'http://127.0.0.1:1/hook' }),
      transport: { timeout: 200, patience: 0, attempts: 1, sleep: async () => undefined },
      publishers: [{ destination: 'sns', publish: async ({ report }) => `${told.push(report.generatedAt)}` }],
    })
    expect(published.map(({ destination, outcome }) => `${destination} ${outcome}`)).toEqual([
      ...['s3 done', 'slack failed', 'sns done'],
    ])
    expect(JSON.stringify(published)).not.toContain('127.0.0.1')
    expect(told).toHaveLength(1)
    expect(files.has(`${PREFIX}/slack.json`)).toBe(false)
  })
})

describe('an event that is delivered twice', () => {
  it('is published by the first one that gets to it', async () => {
    const claims = await Promise.all([claimRun('one', folder, now), claimRun('one', folder, now)])
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1)
    await claims.find((claim) => claim)?.ended(false)
    expect(await claimRun('one', folder, () => new Date('2027-01-01T00:00:00Z'))).toBeUndefined()
    expect(await claimRun('two', folder, now)).toBeDefined()
  })

  it('is published by the second one where the first one failed, or never said how it went', async () => {
    await (await claimRun('one', folder, now))?.ended(true)
    const second = await claimRun('one', folder, now)
    expect(second).toBeDefined()
    expect(await claimRun('one', folder, now)).toBeUndefined()
    expect(await claimRun('one', folder, () => new Date(now().getTime() + 61_000))).toBeDefined()
  })
})
