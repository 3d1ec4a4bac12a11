import { generateDataKey } from '../../aws/data-key.js'
import { agentFor } from '../../aws/proxy-agent.js'
import type { Env } from '../../model/env.js'
import { UsageError } from '../../model/errors.js'
import { REMOTE_HOST_DOCUMENT } from '../../model/session-permissions.js'
import type { Session } from '../../report/commands/session.js'
import type { NewSession, NewStreamSession } from '../../session/index.js'
import { type SessionAddress, type SessionService, sessionService } from '../../session/service.js'
import { movedTo } from '../../session/stream-url.js'
import type { Account } from '../account.js'

/** The session API of a region, with this account's credentials. */
function serviceOf({ clients }: SessionWish['account'], region: string, env: Env): SessionService {
  const service = sessionService(clients.ssm(region))
  const gateway = isIgnored(env) ? '' : (env['AWS_ENDPOINT_URL_SSMMESSAGES'] ?? '')
  if (gateway === '') return service
  if (!URL.canParse(gateway)) throw new UsageError('AWS_ENDPOINT_URL_SSMMESSAGES is no address (https://HOST).')
  const moved = <T extends SessionAddress>(address: T): T => ({
    ...address,
    streamUrl: movedTo(new URL(gateway), address.streamUrl),
  })
  return {
    ...service,
    start: async (request) => moved(await service.start(request)),
    resume: async (...args) => {
      const address = await service.resume(...args)
      return address && moved(address)
    },
  }
}

/** Whether somebody sent the session API elsewhere, so that its answers may lead elsewhere, too. */
const isOverridden = (env: Env): boolean => !isIgnored(env) && OVERRIDES.some((name) => env[name])

const OVERRIDES = ['AWS_ENDPOINT_URL_SSM', 'AWS_ENDPOINT_URL_SSMMESSAGES', 'AWS_ENDPOINT_URL']
const isIgnored = (env: Env) => env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true'

export interface SessionWish {
  session: Session
  account: Pick<Account, 'clients'>
  env: Env
  /** What the session is for: shown in its history and in CloudTrail. */
  reason: string
  /** Payload bytes of a message. */
  messageSize?: number
}

/** Starts a session to forward a port. */
export async function newPortSession({ session, account, env, reason, messageSize }: SessionWish): Promise<NewSession> {
  return {
    ...(await start({ session, account, env, reason })),
    isRemote: session.documentName === REMOTE_HOST_DOCUMENT,
    ...(messageSize !== undefined && { messageSize }),
  }
}

/** Starts a shell, which may be encrypted, or a session of SSH. */
export async function newStreamSession(wish: SessionWish): Promise<NewStreamSession> {
  const { clients } = wish.account
  const { region } = wish.session
  return {
    ...(await start(wish)),
    type: wish.session.documentName === undefined ? 'Standard_Stream' : 'Port',
    ...(wish.messageSize !== undefined && { messageSize: wish.messageSize }),
    generateDataKey: (request) => generateDataKey(clients, region, request),
  }
}

async function start({ session, account, env, reason }: SessionWish) {
  const { region, target, documentName, parameters } = session
  const service = serviceOf(account, region, env)
  const started = await service.start({
    region,
    target,
    reason: `ssm-ready: ${reason}`.slice(0, LONGEST_REASON),
    ...(documentName !== undefined && { documentName }),
    ...(parameters && { parameters }),
  })
  return {
    ...{ service, region, target, session: started, isOverridden: isOverridden(env) },
    agentFor: (url: URL) => agentFor(url, env),
  }
}

const LONGEST_REASON = 256
