import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lastPublished, publishReport } from '../../src/app/publish.js'
import { configSchema } from '../../src/model/config.js'
import { RENDERERS } from '../../src/render/published.js'
import { manyVpcsReport, smallReport, troubledReport } from '../support/reports.js'

const s3 = mockClient(S3Client)
const files = new Map<string, string>()
const folder = { s3: new S3Client({ region: 'eu-west-1' }), bucket: 'reports-bucket', accountId: '111122223333' }
const now = () => new Date('2026-11-24T06:00:00Z')

beforeEach(() => {
  s3.reset()
  files.clear()
  s3.on(PutObjectCommand).callsFake(({ Key, Body }) => {
    files.set(Key, Body)
    return {}
  })
  s3.on(GetObjectCommand).callsFake(({ Key }) => {
    const text = files.get(Key)
    if (text === undefined) throw new NoSuchKey({ message: 'no such key', $metadata: {} })
    return { Body: { transformToString: async () => text } }
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

async function withSlack(notify: string, run: (config: ReturnType<typeof configSchema.parse>) => Promise<void>) {
  await new Promise<void>((resolve) => slack.listen(0, '127.0.0.1', resolve))
  const { port } = slack.address() as AddressInfo
  await run(configSchema.parse({ slack: { webhookUrl: `http://127.0.0.1:${port}/hook`, notify } }))
}

afterEach(async () => {
  received.length = 0
  if (slack.listening) await new Promise((resolve) => slack.close(resolve))
})

describe('publishReport', () => {
  it('puts the report, the formats asked for, and the latest one', async () => {
    const report = smallReport()
    const { locations } = await publishReport(report, ['json', 'html', 'csv'], undefined, {
      config: configSchema.parse({}),
      folder,
      renderers: RENDERERS,
      now,
    })
    const base = `reports/111122223333/${report.generatedAt}`
    expect([...files.keys()]).toEqual([
      `${base}.json`,
      `${base}.html`,
      `${base}.csv`,
      'reports/111122223333/latest.json',
    ])
    expect(locations).toEqual(['json', 'html', 'csv'].map((e) => `s3://reports-bucket/${base}.${e}`))
    expect(await lastPublished(folder)).toEqual(report)
  })

  it('puts ASFF as files of a hundred findings, and metrics as what a scraper takes', async () => {
    const { findings, ...report } = manyVpcsReport(5)
    const failed = findings.map((finding) => ({ ...finding, status: 'fail' as const }))
    const { locations } = await publishReport({ ...report, findings: failed }, ['asff', 'metrics'], undefined, {
      config: configSchema.parse({}),
      folder,
      renderers: RENDERERS,
      now,
    })
    const base = `s3://reports-bucket/reports/111122223333/${report.generatedAt}`
    expect(failed).toHaveLength(195)
    expect(locations).toEqual(['.json', '.asff.json', '-2.asff.json', '.prom'].map((suffix) => `${base}${suffix}`))
    const types = s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input.ContentType)
    expect(types).toContain('application/openmetrics-text; version=1.0.0; charset=utf-8')
  })

  it('knows no last report where none was published, and says when S3 refuses', async () => {
    expect(await lastPublished(folder)).toBeUndefined()
    s3.on(GetObjectCommand).rejects(new Error('AccessDenied'))
    await expect(lastPublished(folder)).rejects.toThrow('AccessDenied')
  })

  it('sends Slack the first report, then only changes', async () => {
    await withSlack('on-change', async (config) => {
      const report = troubledReport()
      const dependencies = { config, folder, renderers: RENDERERS, now }
      expect((await publishReport(report, [], undefined, dependencies)).slack).toBe('change')
      const unchanged = { ...report, changes: [] }
      expect((await publishReport(unchanged, [], report, dependencies)).slack).toBeUndefined()
      expect(received).toHaveLength(1)
      expect(JSON.parse(received[0] ?? '').blocks.length).toBeGreaterThan(1)
    })
  })

  it('does not look published when Slack does not answer', async () => {
    const config = configSchema.parse({ slack: { webhookUrl: 'http://127.0.0.1:1/hook', notify: 'always' } })
    const transport = { timeout: 200, patience: 0, attempts: 1, sleep: async () => undefined }
    const published = publishReport(smallReport(), [], undefined, {
      config,
      folder,
      renderers: RENDERERS,
      now,
      transport,
    })
    await expect(published).rejects.toThrow('Slack')
    expect(files.has('reports/111122223333/slack.json')).toBe(false)
  })
})
