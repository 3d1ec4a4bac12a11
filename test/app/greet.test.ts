import { describe, expect, it } from 'vitest'
import { greetingOf, sentenceOf } from '../../src/app/session/greet.js'

describe('how a cache is greeted', () => {
  it.each([
    ['master.orders.abc123.euw1.cache.amazonaws.com', 'redis'],
    ['clustercfg.orders.abc123.euw1.cache.amazonaws.com', 'redis'],
    ['orders-abc123.serverless.euw1.cache.amazonaws.com', 'redis'],
    ['orders.abc123.ng.0001.euw1.cache.amazonaws.com', 'plain-redis'],
    ['orders.abc123.clustercfg.euw1.cache.amazonaws.com', 'plain-redis'],
    ['orders.abc123.0001.euw1.cache.amazonaws.com', 'plain-redis'],
  ])('%s: %s', (endpoint, kind) => {
    expect(greetingOf({ engine: 'valkey', endpoint })).toBe(kind)
  })

  it('is no greeting of others', () => {
    expect(greetingOf({ engine: 'postgres', endpoint: 'x.0001.euw1.cache.amazonaws.com' })).toBe('postgres')
  })
})

describe('what is said of an answer', () => {
  const place = { endpoint: 'orders.internal', port: 5432 }
  it.each([
    ['postgres', { server: 'PostgreSQL' }, 'PostgreSQL answered in 5 ms.'],
    ['postgres', {}, 'Something answered in 5 ms, but not as PostgreSQL does.'],
    ['valkey', {}, 'Something answered in 5 ms, but not as Redis with TLS does.'],
    ['opensearch', {}, 'It answered in 5 ms.'],
    ['kafka', {}, 'It answered in 5 ms.'],
  ])('%s %j: %s', (engine, server, sentence) => {
    expect(sentenceOf({ outcome: 'answered', latencyMs: 5, ...server }, { engine, ...place })).toBe(sentence)
  })
})
