import type { DeserializeMiddleware, MetadataBearer } from '@smithy/types'
import { type Clients, type ClientsOptions, createClients } from '../aws/clients.js'
import type { DecoratableClient } from '../aws/middleware.js'
import type { SignedRequest } from '../aws/signed-call.js'
import type { SampleAccount } from './account.js'
import { regionOf } from './build/region.js'
import { metadata, unknownOperation } from './handlers/errors.js'
import type { AnyHandler, Call } from './handlers/handler.js'
import { HANDLERS } from './handlers/index.js'

export interface SampleClientsOptions {
  /** Epoch milliseconds; commands progress with it. */
  clock?: () => number
  /** Region of the global services' clients. */
  defaultRegion?: string
  /** Sees every call before it is answered, e.g. `ec2:DescribeVpcs`; what it throws, the caller gets. For tests of refusals and delays. */
  intercept?: (operation: string, input: object, region: string) => void | Promise<void>
  /** Sees every call after it had its effect, before the caller gets the answer. For tests of lost answers. */
  afterwards?: (operation: string) => void | Promise<void>
  /** Makes another answer of the account's own. For tests of answers in pages. */
  rewrite?: (operation: string, input: object, output: object) => object | Promise<object>
  /** What sends the calls that `sent` names, which the account does not answer. For tests of what comes over a wire. */
  network?: Pick<ClientsOptions, 'requestHandler' | 'maxAttempts' | 'attemptLimit'> & {
    sent: (operation: string) => boolean
  }
}

/** Nobody's: nothing is sent anywhere. */
const CREDENTIALS = { accessKeyId: 'SAMPLE', secretAccessKey: 'sample' }

/**
 * Real SDK clients whose requests the account answers in-process: requests are built, retried and counted as ever, and
 * stop short of the network. Nobody reads a signature there.
 */
export function sampleClients(account: SampleAccount, options: SampleClientsOptions = {}): Clients {
  const { defaultRegion = [...account.regions.keys()][0] ?? 'us-east-1' } = options
  return createClients({
    credentials: CREDENTIALS,
    defaultRegion,
    env: {},
    ...withoutSent(options.network),
    decorate: (client) => answerFrom(account, client, options),
    answer: (request) => answerSigned(account, request, options),
  })
}

const withoutSent = ({ sent: _sent, ...how }: SampleClientsOptions['network'] = { sent: () => false }) => how

function answerFrom(account: SampleAccount, client: DecoratableClient, options: SampleClientsOptions): void {
  const { clock = Date.now } = options
  const answerInstead: DeserializeMiddleware<object, MetadataBearer> = (next, context) => async (args) => {
    const operation = operationOf(context.clientName, context.commandName)
    if (options.network?.sent(operation)) return next(args)
    const { input } = args
    const region = await client.config.region()
    const call = () => {
      const handler = HANDLERS.get(operation)
      if (!handler) throw unknownOperation(operation)
      return answer(handler, input, { account, region: regionOf(account, region), now: clock() })
    }
    const told = await answered(operation, { input, region }, call, options)
    return { output: { ...told, $metadata: metadata(200) }, response: {} }
  }
  const beforeTheNetwork = {
    relation: 'before',
    toMiddleware: 'deserializerMiddleware',
    name: 'sampleAccount',
  } as const
  client.middlewareStack.remove('httpSigningMiddleware')
  client.middlewareStack.addRelativeTo(answerInstead, beforeTheNetwork)
}

/** The answer to a call of a service without a client here; `undefined`: it is sent. */
function answerSigned(
  account: SampleAccount,
  { action, region: name, path, body }: SignedRequest,
  options: SampleClientsOptions,
): Promise<object> | undefined {
  if (options.network?.sent(action)) return undefined
  const { clock = Date.now } = options
  const input: object = body === undefined ? { path } : JSON.parse(body)
  // No VPC of a sample has a Route 53 Profile.
  const handler = HANDLERS.get(action) ?? (() => ({ ProfileAssociations: [], ProfileResourceAssociations: [] }))
  const call = () => answer(handler, input, { account, region: regionOf(account, name), now: clock() })
  return answered(action, { input, region: name }, call, options)
}

/** What becomes of a call, tests included that want it otherwise. */
async function answered(
  operation: string,
  { input, region }: { input: object; region: string },
  call: () => object,
  { intercept, afterwards, rewrite }: SampleClientsOptions,
): Promise<object> {
  await intercept?.(operation, input, region)
  const output = call()
  await afterwards?.(operation)
  return (await rewrite?.(operation, input, output)) ?? output
}

/** Services whose operations are not called after their clients. */
const PREFIXES = new Map([
  ['cloudwatchlogs', 'logs'],
  ['redshiftserverless', 'redshift-serverless'],
  ['opensearch', 'es'],
])

/** `EC2Client`, `DescribeVpcsCommand` → `ec2:DescribeVpcs`. */
function operationOf(clientName = '', commandName = ''): string {
  const service = clientName.replace(/Client$/, '').toLowerCase()
  return `${PREFIXES.get(service) ?? service}:${commandName.replace(/Command$/, '')}`
}

/** Answers are copies: what a caller does to them, or the account to itself, is not seen on the other side. */
function answer(handler: AnyHandler, input: object, call: Call): object {
  return copyOf(handler(input, call))
}

/** Of what answers are made of: lists, fields, moments, and values. Several times as fast as structuredClone. */
function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyOf) as T
  if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value)
  const copy = { ...value } as Record<string, unknown>
  for (const [name, field] of Object.entries(copy)) if (typeof field === 'object') copy[name] = copyOf(field)
  return copy as T
}
