import {
  type Choice,
  type ClientStep,
  clientOf,
  clientStep,
  databaseIn,
  explainSessionFailure,
  runTunnels,
  sessionAt,
  sessionOf,
} from '../../../app/index.js'
import { UsageError } from '../../../model/errors.js'
import type { DatabaseReport } from '../../../model/report.js'
import { invocationOf } from '../../invocation.js'
import type { Io } from '../../io.js'
import { shellOf } from '../../terminal.js'
import { type Live, liveOn } from './live.js'
import { type ConnectOptions, type Found, named } from './options.js'

interface TunnelOptions extends Omit<ConnectOptions, 'streams' | 'messageSize'> {
  streams: number
  messageSize?: number
  /** A client to run through the tunnel; empty: none. */
  command: readonly string[]
}

/** Codes above it say which signal ended the program. */
const STOPPED = 128

/** Opens a tunnel to each database and keeps it, until Ctrl-C. */
export async function openTunnels(found: Found, options: TunnelOptions, io: Io): Promise<number> {
  const { report, inventory, choices, account } = found
  const shell = shellOf(io.env)
  const invocation = invocationOf(options, io.env)
  const live = liveOn(io, options.quiet === true, options.command.length === 0)
  const steps = new Map<DatabaseReport, ClientStep>()
  const told = new Set<string>()
  const orders = choices.map(({ choice, wish, chooseAgain }) => {
    const database = databaseOf(choice)
    let port = wish.localPort
    return {
      database,
      session: async () => {
        const session = await sessionOf(choice, { ...named(options), ...(port !== undefined && { localPort: port }) })
        port = Number(session.parameters?.['localPortNumber'])
        if (options.command.length === 0)
          steps.set(
            database,
            await clientStep({ ...wish, database, inventory, invocation, session, shell, env: io.env }),
          )
        return session
      },
      chooseAgain: async () => {
        const again = await chooseAgain()
        live.say(`${database.databaseId}: goes on ${again.why}`)
        return sessionAt(again, { ...named(options), localPort: port ?? 0 })
      },
      explain: (words: string, { target }: { target: string }) =>
        explainSessionFailure(words, { report, hostId: target, database, shell, localPort: port ?? 0 }),
    }
  })
  const showNotes = (notes: readonly string[]) => {
    for (const note of notes.filter((each) => !told.has(each))) {
      told.add(note)
      live.say(`* ${note}`)
    }
  }
  try {
    const client = await clientIn(found, options, live, io)
    const exitCode = await runTunnels({
      orders,
      account,
      env: io.env,
      streams: options.streams,
      ...(options.messageSize !== undefined && { messageSize: options.messageSize }),
      reconnect: options.reconnect,
      ...(client && { until: ({ port }) => client(port) }),
      watcher: {
        say: ({ databaseId }, sentence) => live.say(`${databaseId}: ${sentence}`),
        onChange: live.watch,
        onUp: ({ database, port: at }) => {
          if (!client) live.say(`${database.databaseId} is at 127.0.0.1:${at}. Ctrl-C ends the session.`)
          showNotes(database.oneEndpointNote === undefined ? [] : [database.oneEndpointNote])
          const { lines, notes } = steps.get(database) ?? { lines: [], notes: [] }
          if (lines.length > 0) live.print(`${lines.join('\n')}\n`)
          showNotes(notes)
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
async function clientIn({ choices, inventory, account }: Found, { command }: TunnelOptions, live: Live, io: Io) {
  const [first] = choices
  if (command.length === 0 || first === undefined) return undefined
  const database = databaseIn(inventory, databaseOf(first.choice))
  const { user } = first.wish
  const { env, cwd } = io
  const say = (sentence: string) => live.say(`${database.databaseId}: ${sentence}`)
  return clientOf({
    ...{ command, database, user, account, env, cwd, say },
    ...{ stdinIsTerminal: io.stdin.isTTY === true, shell: shellOf(env) },
  })
}
