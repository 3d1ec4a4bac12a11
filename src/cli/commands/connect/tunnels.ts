import { type Choice, clientLines, explainSessionFailure, runTunnels, sessionOf } from '../../../app/index.js'
import { UsageError } from '../../../model/errors.js'
import type { DatabaseReport } from '../../../model/report.js'
import type { Io } from '../../io.js'
import { shellOf } from '../../terminal.js'
import { liveOn } from './live.js'
import { type ConnectOptions, type Found, named } from './options.js'

/** Opens a tunnel to each database and keeps it, until Ctrl-C. */
export async function openTunnels(
  { report, choices, account }: Found,
  options: Omit<ConnectOptions, 'streams'> & { streams: number },
  localPort: number | undefined,
  io: Io,
): Promise<number> {
  const shell = shellOf(io.env)
  const live = liveOn(io, options.quiet === true)
  const choiceOf = new Map<DatabaseReport, Choice>()
  const orders = choices.map(({ choice, chooseAgain }) => {
    const database = databaseOf(choice)
    choiceOf.set(database, choice)
    let port = localPort
    return {
      database,
      session: async () => {
        const session = await sessionOf(choice, { ...named(options), ...(port !== undefined && { localPort: port }) })
        port = Number(session.parameters?.['localPortNumber'])
        return session
      },
      chooseAgain: async () => {
        const again = await chooseAgain()
        choiceOf.set(database, again)
        return sessionOf(again, named(options))
      },
      explain: (words: string, { target }: { target: string }) =>
        explainSessionFailure(words, { report, hostId: target, database, shell, localPort: port ?? 0 }),
    }
  })
  try {
    return await runTunnels({
      orders,
      account,
      env: io.env,
      streams: options.streams,
      reconnect: options.reconnect,
      watcher: {
        say: ({ databaseId }, sentence) => live.say(`${databaseId}: ${sentence}`),
        onChange: live.watch,
        onUp: ({ database, port }, session) => {
          live.say(`${database.databaseId} is at 127.0.0.1:${port}. Ctrl-C ends the session.`)
          const lines = clientLines(choiceOf.get(database) as Choice, session, shell)
          if (lines.length > 0) live.print(`${lines.join('\n')}\n`)
        },
      },
    })
  } finally {
    live.end()
  }
}

function databaseOf({ database, host }: Choice): DatabaseReport {
  if (database) return database
  throw new UsageError(`${host.instanceId} is a host: connect to it alone, for a shell.`)
}
