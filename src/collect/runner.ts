import pLimit from 'p-limit'
import { classifyError, hasCode } from '../aws/errors.js'
import type { Collected } from '../model/collected.js'
import { Pace, rateOf } from './pace.js'

/** What an SDK call takes beside its input. */
export interface CallOptions {
  abortSignal?: AbortSignal
}

export interface Progress {
  done: number
  total: number
  /** The IAM action of the call that has just ended. */
  api: string
}

/** How to read the pages of one list. */
interface Pages<P, T> {
  items: (page: P) => readonly T[] | undefined
  token: (page: P) => string | undefined
}

/** The only way to AWS for a collector: paced, counted, and every failure becomes data. */
export interface Runner {
  /**
   * A whole list, or why there is none: never a part of it. Follows the token alone, since AWS may answer
   * an empty page with a token; a token that comes a second time would go on for ever and is an error, and so is
   * an answer with neither list nor token.
   * @param pages a fresh paginator with an explicit page size
   */
  collectAll<P, S, T>(
    api: string,
    pages: (options: CallOptions) => AsyncIterable<P>,
    read: Pages<P, S>,
    map: (item: S) => T,
  ): Promise<Collected<T[]>>
  /** One answer. With `absentWhen`, these error codes mean that the thing does not exist: `null`. */
  collectOne<T>(api: string, call: (options: CallOptions) => Promise<T>): Promise<Collected<T>>
  collectOne<T>(
    api: string,
    call: (options: CallOptions) => Promise<T>,
    absentWhen: readonly string[],
  ): Promise<Collected<T | null>>
}

export interface RunnerOptions {
  signal?: AbortSignal
  onProgress?: (progress: Progress) => void
  /** Requests at a time; fewer than the connection pool's sockets, since waiting for one counts as connecting. */
  concurrency?: number
  /** False: no waiting for AWS's rates, where no AWS answers. */
  paced?: boolean
}

const CONCURRENCY = 48

/** A runner for one region: AWS's rates are per API and region. Runners that share `progress` and `limit` come from `.forRegion()`. */
export function createRunners(options: RunnerOptions = {}): { forRegion(region: string): Runner } {
  const { signal, onProgress, paced = true } = options
  const limit = pLimit(options.concurrency ?? CONCURRENCY)
  const paces = new Map<string, Pace>()
  const count = { done: 0, total: 0 }

  const paceOf = (region: string, api: string): Pace | undefined => {
    const rate = paced ? rateOf(api) : undefined
    if (!rate) return undefined
    const key = `${region} ${api}`
    const pace = paces.get(key) ?? new Pace(rate)
    paces.set(key, pace)
    return pace
  }

  return {
    forRegion(region) {
      const send = async <T>(api: string, call: () => Promise<T>): Promise<T> => {
        await paceOf(region, api)?.turn(signal)
        return limit(() => {
          signal?.throwIfAborted()
          return call()
        })
      }
      const settle = async <T>(api: string, work: () => Promise<T>): Promise<Collected<T>> => {
        count.total += 1
        try {
          return { outcome: 'ok', api, value: await work() }
        } catch (error) {
          const failure = classifyError(error, api, region)
          // The SDK's words of it say that somebody gave up, not why.
          return failure.outcome === 'timeout' && isTimeUp(signal) ? { ...failure, message: TIME_IS_UP } : failure
        } finally {
          count.done += 1
          onProgress?.({ ...count, api })
        }
      }
      const callOptions: CallOptions = signal ? { abortSignal: signal } : {}

      return {
        collectAll: (api, pages, read, map) =>
          settle(api, async () => {
            const items = await readPages(pages(callOptions), read, (next) => send(api, next))
            return items.map(map)
          }),
        collectOne: <T>(
          api: string,
          call: (options: CallOptions) => Promise<T>,
          absentWhen: readonly string[] = [],
        ): Promise<Collected<T>> =>
          settle(api, () => send(api, () => call(callOptions)).catch((error) => absentOr<T>(error, absentWhen))),
      }
    },
  }
}

const TIME_IS_UP = 'not read: the time for this audit was up before AWS had answered'

const isTimeUp = (signal: AbortSignal | undefined): boolean =>
  signal?.aborted === true && signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'

/** `null` is a `T` only for callers that name codes, as the overloads say. */
function absentOr<T>(error: unknown, absentWhen: readonly string[]): T {
  if (absentWhen.length > 0 && hasCode(error, absentWhen)) return null as T
  throw error
}

async function readPages<P, S>(
  pages: AsyncIterable<P>,
  { items, token }: Pages<P, S>,
  send: (next: () => Promise<IteratorResult<P>>) => Promise<IteratorResult<P>>,
): Promise<S[]> {
  const found: S[] = []
  const tokens = new Set<string>()
  const iterator = pages[Symbol.asyncIterator]()
  let next = await send(() => iterator.next())
  while (!next.done) {
    const listed = items(next.value)
    const following = token(next.value)
    // A proxy's page is an answer, too, and SDKs read no list in it.
    if (listed === undefined && !following) throw new Error("AWS's answer lacks the list that was asked for")
    for (const item of listed ?? []) found.push(item)
    if (following === undefined || following === '') return found
    if (tokens.has(following)) throw new Error('AWS answered with a page token for the second time')
    tokens.add(following)
    next = await send(() => iterator.next())
  }
  return found
}
