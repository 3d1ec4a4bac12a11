import { probeOf } from '../inventory/probes.js'
import type { Tunnel } from '../inventory/tunnels.js'
import { isHostItself } from '../model/host-itself.js'
import type { ProbeResult, TunnelProbe } from '../model/snapshot-probes.js'
import { type CheckContext, defineCheck, fail, type Outcome, pass, skip, unknown } from './define.js'
import { unreadable } from './run.js'

/**
 * A server's own refusals of a whole host: too many connections in a row that ended before a login, or no account that may
 * come from there.
 * @see https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
 */
const REFUSES_HOST = new Map([
  [1129, 'host-blocked'],
  [1130, 'host-not-allowed'],
])
/** Servers that count a connection without a login. */
const COUNTING = /^(MySQL|MariaDB)\b/

export default defineCheck({
  id: 'probe-database',
  title: 'The database answers when it is tried for real',
  why: 'Configuration says what should work; only a connection shows that it does. A probe opens one session, dials the database and listens, without logging in.',
  console:
    'The console has no such test. Systems Manager > Session Manager > Start session on the host gives a shell in which the port can be dialled by hand.',
  subject: 'tunnel',
  blocks: ['tunnel'],
  posture: false,
  symptomOf: ['vpc-dns', 'database-available', 'database-name', 'database-path'],
  needs: ['ssm:StartSession'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html',
  statuses: ['pass', 'fail', 'unknown', 'skip'],
  run(tunnel, { region }) {
    const { host, database } = tunnel
    const way = `${database.databaseId} through ${host.instanceId}`
    if (region.snapshot.probes === undefined)
      return skip('not-asked', `${way} was not tried for real: the audit ran without --probe.`)
    const { result, earlier, untried } = probeOf(region.snapshot, tunnel) ?? {}
    if (result?.outcome === 'ok') return judge(tunnel, result.value, region)
    if (result) return { ...unreadable(result), blocks: [] }
    if (earlier)
      return skip('probed-lately', `${way} was last tried at ${earlier.at}, and is not tried again so soon.`, {
        evidence: { ...earlier },
      })
    // Nothing is known of it that was not before: the verdict is that of the audit alone.
    if (untried) return unknown(untried, `${way} was not tried: ${UNTRIED[untried](host.instanceId)}.`, { blocks: [] })
    if (isHostItself(database))
      return skip(
        'host-itself',
        `${way} was not tried: probes go on to other hosts alone, and this is a port of the host.`,
      )
    return skip('not-probed', `${way} was not tried: something is in the way anyway, or it has no name yet.`)
  },
})

function judge({ host, database }: Tunnel, result: ProbeResult, { region }: CheckContext['region']): Outcome {
  const { databaseId, endpoint, port } = database
  const { at, by, outcome, server, errorCode, latencyMs, mayBeSilent, step, words = '' } = result
  const evidence = { region, endpoint, port, ...result }
  const there = `${endpoint}:${port}`
  const way = `${databaseId} (${there}) through ${host.instanceId}`
  const said = words === '' ? 'without a word' : `in these words: ${words}`
  switch (outcome) {
    case 'answered': {
      const refusal = REFUSES_HOST.get(errorCode ?? 0)
      if (refusal)
        return fail(refusal, `${server ?? 'The server'} of ${way} refuses all connections of this host: ${words}`, {
          evidence,
          remedy: { text: REMEDIES[refusal] ?? '' },
        })
      const what =
        by === 'session' ? `${server ?? 'It'} answered in ${latencyMs} ms` : `the port opened in ${latencyMs} ms`
      const error = errorCode === undefined ? '' : ` with an error: ${words}`
      const counted = COUNTING.test(server ?? '') ? COUNTED : ''
      const limits = by === 'session' ? '' : LESSER
      return pass('answered', `${way}: ${what} at ${at}${error}.${counted}${limits}`, { evidence })
    }
    case 'refused':
      return fail(
        'refused',
        `${host.instanceId} could not open ${there} of ${databaseId}: ${by === 'session' ? UNSAID : words}.`,
        {
          evidence,
          remedy: { text: `See what \`explain ${host.instanceId} ${databaseId}\` says of the way, hop by hop.` },
        },
      )
    case 'closed':
      return unknown('closed', `${way}: the connection was taken and closed without a word.`, { evidence })
    case 'silent':
      return unknown(
        'silent',
        `${way}: nothing came within ${Math.round((latencyMs ?? 0) / 1_000)} s: packets are dropped on the way, or the server waits for its client.`,
        { evidence, ...(mayBeSilent && { blocks: [] }) },
      )
    case 'failed':
      return unknown(
        `${step}-failed`,
        `${way}: the ${by === 'session' ? 'session' : 'command'} failed at its ${step}, ${said}.`,
        { evidence },
      )
  }
}

const UNTRIED: Record<NonNullable<TunnelProbe['untried']>, (hostId: string) => string> = {
  'host-refused': (hostId) => `this identity was refused a session to ${hostId} just before`,
  'sessions-refused': () =>
    'several hosts refused a session to this identity and none opened one, so no more was asked',
  'time-over': () => 'the time for probes was over before',
}

const COUNTED =
  ' The server counts it among the connections of this host that end before a login; after max_connect_errors of them in a row it refuses the host.'

/** All that the agent's flag says. */
const UNSAID = 'it was refused or unreachable, or the name does not resolve there (the agent does not say which)'
const LESSER =
  ' That was a dial of the host itself, through Run Command, since no session could be opened: it proves name and way, neither sessions nor who answers.'

const REMEDIES: Record<string, string> = {
  'host-blocked':
    'Run FLUSH HOSTS (or TRUNCATE TABLE performance_schema.host_cache) on the server, from another host, and raise max_connect_errors in its parameter group.',
  'host-not-allowed': "Create a user of the database whose host part admits the jump host's address.",
}
