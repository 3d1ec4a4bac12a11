import type { Readable, Writable } from 'node:stream'
import type { Clients } from '../../aws/clients.js'
import { hostsNamed } from '../../aws/named-hosts.js'
import type { Env } from '../../model/env.js'
import { UsageError } from '../../model/errors.js'
import { SSH_DOCUMENT } from '../../model/session-permissions.js'
import { openClients } from '../account.js'
import { runStream } from './run-stream.js'

export interface ProxyWish {
  /** Instance id, or a name. */
  host: string
  /** Of the host itself. */
  port: number
  profile?: string
  /** Without it, that of the environment or profile. */
  region?: string
  /** Payload bytes of a message. */
  messageSize?: number
  env: Env
  stdin: Readable
  stdout: Writable
  /** A sentence to the user, on stderr: stdout carries the connection and nothing else. */
  say: (sentence: string) => void
  /** The command that tells why a session to this host fails. */
  explain: (target: string, region: string) => string
}

/** Milliseconds: connections are renewed about once an hour, which nobody has to know. */
const OUTAGE = 1_000
/** The host is not to blame. */
const EXPIRED = /ExpiredToken|RequestExpired|credentials have expired|Token has expired/i
const SIGN_IN = 'Sign in again (aws sso login), then try again.'
/** Of EC2, and of other machines that Systems Manager knows. */
const ID = /^m?i-[0-9a-f]+$/i

/**
 * A connection to a port of a host, over stdin and stdout: what OpenSSH wants of its ProxyCommand. It looks at nothing but
 * the host's name.
 * @returns the exit code
 * @throws UsageError for a name that no running host has, or several have; CredentialsError, RegionError
 */
export async function runProxy({ host, port, stdin, stdout, say, explain, ...wish }: ProxyWish): Promise<number> {
  const { clients, region } = await openClients(wish)
  const target = ID.test(host) ? host.toLowerCase() : await targetNamed(clients, region, host)
  let outage: NodeJS.Timeout | undefined
  const { exitCode, words } = await runStream({
    session: { region, target, documentName: SSH_DOCUMENT, parameters: { portNumber: String(port) } },
    account: { clients },
    env: wish.env,
    ...(wish.messageSize !== undefined && { messageSize: wish.messageSize }),
    reason: `proxy to port ${port}`,
    input: stdin,
    output: stdout,
    atInputEnd: 'close',
    onReady: (_, message) => {
      if (message !== '') say(message)
    },
    onInterrupted: () => {
      outage = setTimeout(() => say('the connection was lost; it is being taken up again'), OUTAGE)
    },
    onResumed: () => clearTimeout(outage),
  })
  clearTimeout(outage)
  if (words !== '')
    say(
      `${words.replace(/[.]?$/, '.')} ${EXPIRED.test(words) ? SIGN_IN : `What is in the way: ${explain(target, region)}`}`,
    )
  return exitCode
}

async function targetNamed(clients: Clients, region: string, name: string): Promise<string> {
  const hosts = await hostsNamed(clients, region, name)
  const [first, ...others] = hosts
  if (first === undefined) throw new UsageError(`No running host of the name ${JSON.stringify(name)} in ${region}.`)
  if (others.length === 0) return first.instanceId
  const ids = hosts.map(({ instanceId }) => instanceId).join(', ')
  throw new UsageError(
    `${hosts.length} running hosts have the name ${JSON.stringify(name)}: name one by its id (${ids}).`,
  )
}
