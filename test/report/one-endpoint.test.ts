import { describe, expect, it } from 'vitest'
import { explain } from '../../src/app/index.js'
import { renderExplanation } from '../../src/render/explanation.js'
import { render as html } from '../../src/render/html.js'
import { render as markdown } from '../../src/render/markdown.js'
import { render as table } from '../../src/render/table.js'
import { oneEndpointNote } from '../../src/report/one-endpoint.js'
import { OPTIONS } from '../support/render-options.js'
import { reportOfSample } from '../support/sample-report.js'

const SHARDS = /^Cluster mode: /
const NODES = /all nodes of this cache/
const BROKERS = /^Kafka: a broker sends a client on/

describe('why one endpoint is not enough', () => {
  it.each([
    ['redis', undefined, true, SHARDS],
    ['valkey', undefined, true, SHARDS],
    ['valkey', 'master.basket.abc.euw1.cache.amazonaws.com', false, undefined],
    // Of another account, as a target: its name says it.
    ['redis', 'clustercfg.basket.abc123.euw1.cache.amazonaws.com', undefined, SHARDS],
    ['', 'basket.abc123.clustercfg.euw1.cache.amazonaws.com', undefined, SHARDS],
    ['', 'clustercfg.basket.abc123.memorydb.eu-west-1.amazonaws.com', undefined, SHARDS],
    ['memcached', undefined, true, NODES],
    ['memcached', 'basket.abc123.cfg.euw1.cache.amazonaws.com', undefined, NODES],
    ['memcached', 'basket.abc123.0001.euw1.cache.amazonaws.com', false, undefined],
    ['', 'b-1.events.abc123.c2.kafka.eu-west-1.amazonaws.com', undefined, BROKERS],
    ['', 'b-2-public.events.abc123.c2.kafka.cn-north-1.amazonaws.com.cn', undefined, BROKERS],
    ['', 'boot-abc123.c2.kafka-serverless.eu-west-1.amazonaws.com', undefined, BROKERS],
    ['kafka', '10.0.9.9', undefined, BROKERS],
    ['MSK', '10.0.9.9', undefined, BROKERS],
    ['postgres', 'kafka.abc123.eu-west-1.rds.amazonaws.com', undefined, undefined],
    ['', 'kafka.eu-west-1.example.com', undefined, undefined],
    ['opensearch', 'vpc-texts.eu-west-1.es.amazonaws.com', undefined, undefined],
  ])('of %s at %s, sharded %s: %s', (engine, endpoint, isSharded, words) => {
    const note = oneEndpointNote({
      engine,
      ...(endpoint !== undefined && { endpoint }),
      ...(isSharded !== undefined && { isSharded }),
    })
    if (words === undefined) expect(note).toBeUndefined()
    else expect(note).toMatch(words)
  })

  it('stands in the report, the table, the page, Markdown and the explanation', async () => {
    const { vpcs } = await reportOfSample('troubled')
    const { vpcId = '' } = vpcs.find(({ name }) => name === 'orders') ?? {}
    const host = 'b-1.events.abc123.c2.kafka.eu-west-1.amazonaws.com'
    const report = await reportOfSample('troubled', { targets: [{ name: 'events', host, port: 9098, vpcId }] })
    const events = report.databases.find(({ databaseId }) => databaseId === 'events')
    expect(events?.oneEndpointNote).toMatch(BROKERS)
    for (const width of [80, 120]) {
      const lines = table(report, { ...OPTIONS, width, all: true }).split('\n')
      const at = lines.findIndex((line) => / [?✔] events /.test(line))
      expect(lines[at + 1]).toMatch(/^ {6}Kafka: a broker sends a client on to the addresses/)
      expect(lines.slice(at + 1, at + 4).filter((line) => line.length > width)).toEqual([])
    }
    expect(markdown(report, OPTIONS)).toContain('Kafka: a broker')
    expect(html(report, OPTIONS)).toContain('Kafka: a broker')
    for (const words of [['events'], [events?.via ?? '', 'events'], ['orders']] as const)
      expect(renderExplanation(explain(report, words[0], words[1]), { ...OPTIONS, width: 80 })).toContain(
        'Kafka: a broker',
      )
    const others = report.databases.filter(({ databaseId }) => databaseId !== 'events')
    expect(others.some((each) => 'oneEndpointNote' in each)).toBe(false)
  })
})
