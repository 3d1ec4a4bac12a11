import { describe, expect, it } from 'vitest'
import { Pace } from '../../src/collect/pace.js'
import { byToken } from '../../src/collect/pages.js'
import { createRunners, type Progress } from '../../src/collect/runner.js'

interface Page {
  items?: number[]
  next?: string
}

const read = { items: (page: Page) => page.items, token: (page: Page) => page.next }
const runner = () => createRunners().forRegion('eu-west-1')
const list = (pages: Record<string, Page | Error>) =>
  runner().collectAll(
    'ec2:DescribeVpcs',
    () =>
      byToken(
        async (token = '') => {
          const page = pages[token]
          if (page === undefined || page instanceof Error) throw page ?? new Error(`no page ${token}`)
          return page
        },
        (page) => page.next,
      ),
    read,
    (item) => item * 10,
  )

describe('collectAll', () => {
  it('goes on after an empty page with a token', async () => {
    const answer = await list({
      '': { items: [1], next: 'a' },
      a: { next: 'b' },
      b: { items: [], next: 'c' },
      c: { items: [2] },
    })
    expect(answer).toEqual({ outcome: 'ok', api: 'ec2:DescribeVpcs', value: [10, 20] })
  })

  it('gives an empty list where AWS answers with one', async () => {
    expect(await list({ '': { items: [] } })).toMatchObject({ outcome: 'ok', value: [] })
  })

  it('ends as error where the answer holds no list: whoever answered, it was not the service', async () => {
    expect(await list({ '': {} })).toMatchObject({ outcome: 'error', message: expect.stringMatching(/list/) })
    const later = await list({ '': { items: [1], next: 'a' }, a: {} })
    expect(later).toMatchObject({ outcome: 'error' })
  })

  it('takes a name that does not resolve for a failure, but where the service is known not to exist', async () => {
    const unresolved = Object.assign(new Error('getaddrinfo ENOTFOUND x'), { code: 'ENOTFOUND' })
    const ask = (region: string, api: string) =>
      createRunners()
        .forRegion(region)
        .collectOne(api, () => Promise.reject(unresolved))
    const api = 'route53profiles:ListProfileAssociations'
    expect(await ask('eu-west-1', api)).toMatchObject({ outcome: 'error', api })
    expect(await ask('us-iso-east-1', api)).toMatchObject({ outcome: 'unsupported', api })
    expect(await ask('us-iso-east-1', 'route53resolver:ListResolverRules')).toMatchObject({ outcome: 'error' })
  })

  it('ends as error when a token comes again', async () => {
    const answer = await list({
      '': { items: [1], next: 'a' },
      a: { items: [2], next: 'b' },
      b: { items: [2], next: 'a' },
    })
    expect(answer).toMatchObject({ outcome: 'error', api: 'ec2:DescribeVpcs' })
    expect(answer).not.toHaveProperty('value')
  })

  it('gives no part of a list whose second page fails', async () => {
    const refused = Object.assign(new Error('bad token'), { name: 'InvalidNextToken' })
    const answer = await list({ '': { items: [1], next: 'a' }, a: refused })
    expect(answer).toMatchObject({ outcome: 'error', message: 'InvalidNextToken: bad token' })
    expect(answer).not.toHaveProperty('value')
  })

  it('ends as error when an item lacks what makes it one', async () => {
    const answer = await runner().collectAll(
      'ec2:DescribeVpcs',
      () => byToken(async (): Promise<Page> => ({ items: [1] }), read.token),
      read,
      () => {
        throw new Error("AWS's answer lacks VpcId")
      },
    )
    expect(answer).toMatchObject({ outcome: 'error', message: "AWS's answer lacks VpcId" })
  })

  it('reports progress and stops when the signal aborts', async () => {
    const seen: Progress[] = []
    const stop = new AbortController()
    const stopped = createRunners({ signal: stop.signal, onProgress: (progress) => seen.push(progress) }).forRegion('x')
    await stopped.collectOne('ssm:GetDocument', async () => 1)
    stop.abort()
    const late = await stopped.collectOne('ssm:GetDocument', async () => 1)
    expect(late).toMatchObject({ outcome: 'timeout', api: 'ssm:GetDocument' })
    expect(seen).toEqual([
      { done: 1, total: 1, api: 'ssm:GetDocument' },
      { done: 2, total: 2, api: 'ssm:GetDocument' },
    ])
  })

  it('says that the time was up, of what is under way and of what is not yet', async () => {
    const late = createRunners({ signal: AbortSignal.timeout(20) }).forRegion('x')
    const underWay = (options: { abortSignal?: AbortSignal }) =>
      new Promise<number>((_, reject) => {
        const abort = () => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }))
        options.abortSignal?.addEventListener('abort', abort)
      })
    const answers = [await late.collectOne('ssm:GetDocument', underWay), await late.collectOne('x:Y', async () => 1)]
    for (const answer of answers)
      expect(answer).toMatchObject({
        outcome: 'timeout',
        message: expect.stringContaining('time for this audit was up'),
      })
  })
})

describe('collectOne', () => {
  const gone = Object.assign(new Error('gone'), { name: 'InvalidDocument' })

  it('distinguishes absence from failure', async () => {
    const throwing = async () => Promise.reject(gone)
    expect(await runner().collectOne('ssm:GetDocument', throwing, ['InvalidDocument'])).toMatchObject({
      outcome: 'ok',
      value: null,
    })
    expect(await runner().collectOne('ssm:GetDocument', throwing)).toMatchObject({ outcome: 'error' })
  })

  it('makes no more requests at a time than allowed', async () => {
    let running = 0
    let most = 0
    const limited = createRunners({ concurrency: 3 })
    const call = async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setTimeout(resolve, 2))
      running -= 1
    }
    const runners = [limited.forRegion('a'), limited.forRegion('b')]
    await Promise.all(Array.from({ length: 20 }, (_, i) => runners[i % 2]?.collectOne('kms:DescribeKey', call)))
    expect(most).toBe(3)
  })
})

describe('Pace', () => {
  it('lets a burst through at once and the rest at the rate', async () => {
    const started = performance.now()
    const pace = new Pace({ capacity: 3, perSecond: 50 })
    const turns: number[] = []
    await Promise.all(Array.from({ length: 8 }, () => pace.turn().then(() => turns.push(performance.now() - started))))
    expect(turns.filter((t) => t < 15)).toHaveLength(3)
    expect(turns.at(-1)).toBeGreaterThan(95)
  })
})
