import {
  type Choice,
  clientLines,
  clientNotes,
  clientOf,
  explainSessionFailure,
  runTunnels,
  sessionOf,
} from '../../../app/index.js'
import { UsageError } from '../../../model/errors.js'
import type { DatabaseReport } from '../../../model/report.js'
import type { Io } from '../../io.js'
import { shellOf } from '../../terminal.js'
import { type Live, liveOn } from './live.js'
import { type ConnectOptions, type Found, named, type Wish } from './options.js'

interface TunnelOptions extends Omit<ConnectOptions, 'streams'> {
  streams: number
  /** A client to run through the tunnel; empty: none. */
  command: readonly string[]
}

/** Codes above it say which signal ended the program. */
const STOPPED = 128

/** Opens a tunnel to each database and keeps it, until Ctrl-C. */
export async function openTunnels(found: Found, options: TunnelOptions, io: Io): Promise<number> {
  const { report, choices, account } = found
  const shell = shellOf(io.env)
  const live = liveOn(io, options.quiet === true, options.command.length === 0)
  const chosen = new Map<DatabaseReport, { choice: Choice; wish: Wish }>()
  const told = new Set<string>()
  const orders = choices.map(({ choice, wish, chooseAgain }) => {
    const database = databaseOf(choice)
    chosen.set(database, { choice, wish })
    let port = wish.localPort
    return {
      database,
      session: async () => {
        const session = await sessionOf(choice, { ...named(options), ...(port !== undefined && { localPort: port }) })
        port = Number(session.parameters?.['localPortNumber'])
        return session
      },
      chooseAgain: async () => {
        const again = await chooseAgain()
        chosen.set(database, { choice: again, wish })
        live.say(`${database.databaseId}: goes on ${again.why}`)
        return sessionOf(again, named(options))
      },
      explain: (words: string, { target }: { target: string }) =>
        explainSessionFailure(words, { report, hostId: target, database, shell, localPort: port ?? 0 }),
    }
  })
  try {
    const client = await clientIn(found, options, live, io)
    const exitCode = await runTunnels({
      orders,
      account,
      env: io.env,
      streams: options.streams,
      reconnect: options.reconnect,
      ...(client && { until: ({ port }) => client(port) }),
      watcher: {
        say: ({ databaseId }, sentence) => live.say(`${databaseId}: ${sentence}`),
        onChange: live.watch,
        onUp: ({ database, port }, session) => {
          if (client) return
          live.say(`${database.databaseId} is at 127.0.0.1:${port}. Ctrl-C ends the session.`)
          const now = chosen.get(database)
          if (!now) return
          const lines = clientLines(now.choice, session, shell, now.wish.client)
          if (lines.length > 0) live.print(`${lines.join('\n')}\n`)
          for (const note of clientNotes(now.choice).filter((each) => !told.has(each))) {
            told.add(note)
            live.say(`* ${note}`)
          }
        },
      },
    })
    if (!client && exitCode > STOPPED)
      live.say(orders.length === 1 ? 'The session has ended.' : 'All sessions have ended.')
    return exitCode
  } finally {
    live.end()
  }
}

function databaseOf({ database, host }: Choice): DatabaseReport {
  if (database) return database
  throw new UsageError(`${host.instanceId} is a host: connect to it alone, for a shell.`)
}

/** What runs the client that was named after `--`. */
async function clientIn({ choices, databases, account }: Found, { command }: TunnelOptions, live: Live, io: Io) {
  const [first] = choices
  if (command.length === 0 || first === undefined) return undefined
  const wanted = databaseOf(first.choice)
  const database = databases.find(
    ({ databaseId, kind, region }) =>
      databaseId === wanted.databaseId && kind === wanted.kind && region === wanted.region,
  )
  const { user } = first.wish
  if (database === undefined) throw new Error(`the audit lost sight of ${wanted.databaseId}`)
  const { env, cwd } = io
  const say = (sentence: string) => live.say(`${database.databaseId}: ${sentence}`)
  const masterUsername = user ?? database.masterUsername
  const known = { ...database, ...(masterUsername !== undefined && { masterUsername }) }
  return clientOf({ command, database: known, account, env, cwd, stdinIsTerminal: io.stdin.isTTY === true, say })
}
