import { DATA_KEY_LENGTH, SessionCipher } from './encryption.js'
import { fieldOf, jsonOf, textOf } from './json.js'

/**
 * The version that agents compare with: from 1.1.70 on they multiplex, above 1.2.331.0 they send no keep-alive (which
 * would defeat the account's idle time-out), and 1.2.764.0 is the first that signs its connections.
 */
export const CLIENT_VERSION = '1.2.835.0'

/** What the agent said that cannot be used. */
export class HandshakeError extends Error {
  override name = 'HandshakeError'
}

export interface HandshakeRequest {
  agentVersion: string
  actions: { type: string; parameters: unknown }[]
}

/** Makes a data key: its plain bytes, and the same encrypted for the agent. */
export type GenerateDataKey = (request: {
  keyId: string
  numberOfBytes: number
  encryptionContext: Record<string, string>
}) => Promise<{ plaintext: Uint8Array; ciphertext: Uint8Array }>

export interface HandshakeAnswer {
  /** Payload of the HandshakeResponse. */
  payload: Buffer
  cipher?: SessionCipher
  /** Why the agent is going to end the session. */
  failure?: string
}

interface ActionResult {
  status: 1 | 2 | 3
  result: unknown
  error: string
  cipher?: SessionCipher
}

/** AWS KMS encrypts shells and nothing else. */
const ENCRYPTABLE = 'Standard_Stream'

/** There are two. Each may be a call of AWS KMS. */
const MOST_ACTIONS = 8

const SUCCESS = { status: 1, result: null, error: '' } as const

/** @throws HandshakeError */
export function parseHandshakeRequest(payload: Buffer): HandshakeRequest {
  const request = jsonOf(payload)
  const agentVersion = textOf(request, 'AgentVersion')
  const asked = fieldOf(request, 'RequestedClientActions')
  const actions = Array.isArray(asked) ? asked.map(actionOf) : [undefined]
  const known = actions.filter((action) => action !== undefined)
  if (agentVersion === undefined || known.length < actions.length || actions.length > MOST_ACTIONS)
    throw new HandshakeError('The agent sent a HandshakeRequest that cannot be read.')
  return { agentVersion, actions: known }
}

function actionOf(action: unknown): HandshakeRequest['actions'][number] | undefined {
  const type = textOf(action, 'ActionType')
  return type === undefined ? undefined : { type, parameters: fieldOf(action, 'ActionParameters') }
}

/**
 * Answers what the agent asks of the client: the type of the session, and for shells encryption with AWS KMS.
 * @param expected the type of session that was asked for
 */
export async function answerHandshake(
  { actions }: HandshakeRequest,
  session: { sessionId: string; target: string; expected: string; generateDataKey: GenerateDataKey | undefined },
): Promise<HandshakeAnswer> {
  const results: [string, ActionResult][] = []
  for (const { type, parameters } of actions) results.push([type, await settle(type, parameters, session)])
  const failed = results.find(([, { status }]) => status !== SUCCESS.status)
  const cipher = results.find(([, result]) => result.cipher)?.[1].cipher
  return {
    payload: responseOf(results),
    ...(cipher && { cipher }),
    ...(failed && { failure: `${failed[0]}: ${failed[1].error}` }),
  }
}

function settle(type: string, parameters: unknown, session: Parameters<typeof answerHandshake>[1]) {
  if (type === 'SessionType') return sessionType(parameters, session.expected)
  if (type === 'KMSEncryption' && session.expected === ENCRYPTABLE && session.generateDataKey)
    return encryption(parameters, session, session.generateDataKey)
  return refuse(3, `ssm-ready does not know the action ${type} in this kind of session`)
}

const refuse = (status: 2 | 3, error: string): ActionResult => ({ status, result: null, error })

function sessionType(parameters: unknown, expected: string): ActionResult {
  const type = textOf(parameters, 'SessionType')
  return type === expected ? SUCCESS : refuse(2, `the agent offers a session of type ${type}, not ${expected}`)
}

/**
 * The context binds the data key to this session; with the agent's challenge in it, to this handshake, too.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-enable-encryption.html
 */
async function encryption(
  parameters: unknown,
  { sessionId, target }: { sessionId: string; target: string },
  generateDataKey: GenerateDataKey,
): Promise<ActionResult> {
  const keyId = textOf(parameters, 'KMSKeyId')
  const challenge = textOf(parameters, 'Challenge')
  if (keyId === undefined) return refuse(2, 'the agent names no KMS key')
  const encryptionContext = {
    'aws:ssm:SessionId': sessionId,
    'aws:ssm:TargetId': target,
    ...(challenge !== undefined && { 'aws:ssm:RandomChallenge': challenge }),
  }
  try {
    const key = await generateDataKey({ keyId, numberOfBytes: DATA_KEY_LENGTH, encryptionContext })
    const result = {
      KMSCipherTextKey: Buffer.from(key.ciphertext).toString('base64'),
      KMSCipherTextHash: null,
      ChallengeAcknowledgement: challenge !== undefined,
    }
    return { ...SUCCESS, result, cipher: new SessionCipher(key.plaintext) }
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    return refuse(2, `Error calling KMS GenerateDataKey API: ${name}: ${message}`)
  }
}

const responseOf = (results: readonly [string, ActionResult][]) =>
  Buffer.from(
    JSON.stringify({
      ClientVersion: CLIENT_VERSION,
      ProcessedClientActions: results.map(([type, { status, result, error }]) => ({
        ActionType: type,
        ActionStatus: status,
        ActionResult: result,
        Error: error,
      })),
      Errors: null,
    }),
  )

/** What the account wants its users to read, of a HandshakeComplete. */
export function customerMessageOf(payload: Buffer): string {
  return textOf(jsonOf(payload), 'CustomerMessage') ?? ''
}

/**
 * The payload that proves that both ends have the same key.
 * @throws HandshakeError, DecryptionError
 */
export function answerChallenge(payload: Buffer, cipher: SessionCipher): Buffer {
  const challenge = textOf(jsonOf(payload), 'Challenge')
  if (challenge === undefined) throw new HandshakeError('The agent sent an encryption challenge that cannot be read.')
  const plain = cipher.decrypt(Buffer.from(challenge, 'base64'))
  return Buffer.from(JSON.stringify({ Challenge: cipher.encrypt(plain).toString('base64') }))
}
