import { catchStop } from '../../local/signals.js'
import type { Env } from '../../model/env.js'
import type { DatabaseReport } from '../../model/report.js'
import type { Session } from '../../report/commands/session.js'
import type { SessionEnd, TunnelState } from '../../session/index.js'
import type { Account } from '../account.js'
import { deferred } from './deferred.js'
import { greet, sentenceOf } from './greet.js'
import { openTunnel } from './tunnel.js'

/** One tunnel to open. */
export interface TunnelOrder {
  database: DatabaseReport
  /** Through the host that is best now; its local port is free. */
  session: () => Promise<Session>
  chooseAgain: () => Promise<Session>
  /** What the audit knows about a failure that AWS told in these words, a line each. */
  explain: (words: string, session: Session) => string[]
}

/** An open tunnel, as its user sees it. */
export interface OpenTunnel {
  database: DatabaseReport
  port: number
  state: TunnelState
  /** Since when it has been open, in milliseconds of `performance.now()`; `undefined` while it is being opened. */
  since?: number
  /** How often it came back. */
  returns: number
}

export interface TunnelWatcher {
  /** Something happened to a tunnel, in a sentence. */
  say: (database: DatabaseReport, sentence: string) => void
  /** A tunnel is up for the first time, and its database was dialled. */
  onUp: (tunnel: OpenTunnel, session: Session) => void
  /** All tunnels that were opened, whenever something changes. */
  onChange: (tunnels: () => readonly OpenTunnel[]) => void
}

export interface TunnelsRequest {
  orders: readonly TunnelOrder[]
  account: Account
  env: Env
  streams: number
  /** Payload bytes of a message. */
  messageSize?: number
  reconnect: boolean
  watcher: TunnelWatcher
  /** Ends the tunnels when it is done, with its exit code. */
  until?: (tunnel: OpenTunnel, session: Session) => Promise<number>
}

/** After a last call that nobody answered. */
const UNCONFIRMED = 'AWS did not answer when the session was to end: there it ends with its idle time-out'
const REOPENED = 'connections that it carried are lost, connections that come get a new one'
/** A tunnel ended although nobody asked for it. */
const FAILED = 2

/**
 * Opens the tunnels and keeps them until somebody stops the program, or none is left.
 * @returns the exit code
 * @throws PortTaken, UsageError
 */
export async function runTunnels(request: TunnelsRequest): Promise<number> {
  const stop = catchStop([process.stdout, process.stderr])
  const running: RunningTunnel[] = []
  let isStopping = false
  request.watcher.onChange(() => running.map(({ view }) => view()))
  try {
    for (const order of request.orders) running.push(await runTunnel(order, request, () => isStopping))
    const ends = Promise.all(running.map(({ ended }) => ended)).then((all) =>
      all.some(({ reason }) => reason !== 'ended') ? FAILED : 0,
    )
    const done = running.flatMap((each) => (each.done ? [each.done] : []))
    const exitCode = await Promise.race([stop.asked, ends, ...done])
    // What runs through a tunnel hears of signals and lost connections itself, and ends when it wants to.
    return running.some(({ isInUse }) => isInUse()) ? await Promise.race(done) : exitCode
  } finally {
    isStopping = true
    stop.hasten()
    await Promise.all(running.map(({ close }) => close()))
    stop.release()
  }
}

interface RunningTunnel {
  close: () => Promise<void>
  view: () => OpenTunnel
  ended: Promise<SessionEnd>
  done?: Promise<number>
  /** `until` has begun. */
  isInUse: () => boolean
}

async function runTunnel(
  order: TunnelOrder,
  request: TunnelsRequest,
  isStopping: () => boolean,
): Promise<RunningTunnel> {
  const { database } = order
  const { watcher, account, env, streams, messageSize, reconnect, until } = request
  let session = await order.session()
  let since: number | undefined
  let returns = 0
  let interrupted = 0
  let isInUse = false
  let isDown = false
  const say = (sentence: string) => watcher.say(database, sentence)
  const explain = (words: string) => order.explain(words, session).forEach(say)
  const ended = deferred<SessionEnd>()
  const done = deferred<number>()
  const { tunnel, port } = await openTunnel({
    session,
    account,
    env,
    streams,
    ...(messageSize !== undefined && { messageSize }),
    reconnect,
    reason: `connect ${database.databaseId}`,
    chooseAgain: order.chooseAgain,
    events: {
      onReady: ({ isFirst, message }) => {
        if (message !== '') say(message)
        if (isFirst) void up()
        // Others are opened beside one that is up.
        if (!isDown) return
        isDown = false
        returns++
        say('a new session is open')
      },
      onRefused: () => explain('Connection to destination port failed'),
      onInterrupted: () => {
        interrupted = performance.now()
        say('the connection was lost; it is being taken up again')
      },
      onResumed: () => {
        returns++
        say(
          `the connection is back after ${((performance.now() - interrupted) / 1_000).toFixed(1)} s; nothing was lost`,
        )
      },
      onSessionEnd: ({ reason, message }, isReopened) => {
        isDown = tunnel.state.sessions === 0
        // The end of the tunnel says it.
        if (!isReopened && reason !== 'ended') return
        const why = message === '' ? '' : `: ${message.replace(/[.]$/, '')}`
        say(`the session ended${why}${isReopened ? `; ${REOPENED}` : ''}`)
      },
      onRetry: (message, ms) => say(`no new session yet (${message}); trying again in ${Math.round(ms / 1_000)} s`),
      onOtherHost: (other) => {
        session = other
      },
      onEnd: (end) => {
        if (end.reason !== 'ended') {
          say(end.message === '' ? 'the service ended the session' : end.message)
          explain(end.message)
        }
        ended.resolve(end)
      },
    },
  })
  const view = (): OpenTunnel => ({
    database,
    port,
    state: tunnel.state,
    returns,
    ...(since !== undefined && { since }),
  })
  const up = async () => {
    since = performance.now()
    const answer = await greet(tunnel, database)
    if (answer) say(sentenceOf(answer, database))
    if (answer?.outcome === 'refused') explain('Connection to destination port failed')
    watcher.onUp(view(), session)
    if (!until || isStopping()) return
    isInUse = true
    done.resolve(until(view(), session))
  }
  const close = async () => {
    if (!(await tunnel.close())) say(UNCONFIRMED)
  }
  return { close, view, ended: ended.promise, isInUse: () => isInUse, ...(until && { done: done.promise }) }
}
