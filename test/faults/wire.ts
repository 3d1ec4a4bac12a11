import { Readable } from 'node:stream'
import type { HttpResponse } from '@smithy/types'

/** What may come back in place of an answer. */
export const WIRE_FAULTS = [
  'denied',
  'throttled',
  'server-error',
  'timeout',
  'reset',
  'malformed',
  'half-a-body',
  'html',
  'nothing-asked-for',
  'no-body',
  'stalled',
] as const
export type WireFault = (typeof WIRE_FAULTS)[number]

type Protocol = 'ec2' | 'query' | 'json' | 'rest-json' | 'rest-xml'

const PROTOCOLS: Record<string, Protocol> = {
  ...{ ec2: 'ec2', iam: 'query', rds: 'query', elasticache: 'query', redshift: 'query', sts: 'query' },
  ...{ ssm: 'json', kms: 'json', logs: 'json', route53resolver: 'json', 'redshift-serverless': 'json' },
  ...{ eks: 'rest-json', es: 'rest-json', route53: 'rest-xml', s3: 'rest-xml' },
} as Record<string, Protocol>

/** How a service says no: its code, by fault. */
const CODES: Record<Protocol, Record<'denied' | 'throttled' | 'server-error', [number, string]>> = {
  ec2: {
    denied: [403, 'UnauthorizedOperation'],
    throttled: [503, 'RequestLimitExceeded'],
    'server-error': [500, 'InternalError'],
  },
  query: {
    denied: [403, 'AccessDenied'],
    throttled: [400, 'Throttling'],
    'server-error': [500, 'InternalFailure'],
  },
  json: {
    denied: [400, 'AccessDeniedException'],
    throttled: [400, 'ThrottlingException'],
    'server-error': [500, 'InternalServerError'],
  },
  'rest-json': {
    denied: [403, 'AccessDeniedException'],
    throttled: [429, 'ThrottlingException'],
    'server-error': [500, 'InternalFailure'],
  },
  'rest-xml': {
    denied: [403, 'AccessDenied'],
    throttled: [400, 'Throttling'],
    'server-error': [500, 'InternalError'],
  },
}

const isXml = (protocol: Protocol) => protocol !== 'json' && protocol !== 'rest-json'

function errorBody(protocol: Protocol, code: string): string {
  const message = `the service says ${code}`
  if (protocol === 'ec2')
    return `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r</RequestID></Response>`
  if (isXml(protocol))
    return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`
  return JSON.stringify({ __type: code, message })
}

/** An answer of the right shape that holds nothing of what was asked for. */
function emptyBody(protocol: Protocol, operation: string): string {
  if (!isXml(protocol)) return '{}'
  const result = protocol === 'query' ? `<${operation}Result/>` : ''
  return `<${operation}Response>${result}<requestId>r</requestId></${operation}Response>`
}

const HTML =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in to the network.</body></html>'

function halfBody(protocol: Protocol, operation: string): string {
  return isXml(protocol) ? `<${operation}Response><${operation}Result><item><vpcId>vpc-0` : '{"Items": [{"Id": "vpc-0'
}

/** Sends nothing, and answers each request as the fault has it. */
export class FaultyNetwork {
  requests = 0
  readonly metadata = { handlerProtocol: 'http/1.1' }
  readonly #fault: WireFault
  readonly #protocol: Protocol
  readonly #name: string

  /** @param operation IAM-like, e.g. `ec2:DescribeVpcs` */
  constructor(operation: string, fault: WireFault) {
    const [service = '', name = ''] = operation.split(':')
    const protocol = PROTOCOLS[service]
    if (!protocol) throw new Error(`no protocol is known for ${service}`)
    this.#fault = fault
    this.#protocol = protocol
    this.#name = name
  }

  async handle(): Promise<{ response: HttpResponse }> {
    this.requests++
    const fault = this.#fault
    if (fault === 'timeout') throw Object.assign(new Error('no answer'), { name: 'TimeoutError' })
    if (fault === 'reset') throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
    if (fault === 'denied' || fault === 'throttled' || fault === 'server-error') {
      const [status, code] = CODES[this.#protocol][fault]
      return this.#answer(status, errorBody(this.#protocol, code))
    }
    return this.#answer(200, this.#body(fault), fault === 'html' ? 'text/html' : undefined)
  }

  destroy(): void {}
  updateHttpClientConfig(): void {}
  httpHandlerConfigs(): object {
    return {}
  }

  #body(fault: WireFault): string | Readable {
    if (fault === 'html') return HTML
    if (fault === 'malformed') return '<<<{"'
    if (fault === 'half-a-body') return halfBody(this.#protocol, this.#name)
    if (fault === 'no-body') return ''
    if (fault === 'stalled') return stalled(halfBody(this.#protocol, this.#name))
    return emptyBody(this.#protocol, this.#name)
  }

  #answer(statusCode: number, body: string | Readable, type?: string): { response: HttpResponse } {
    const contentType = type ?? (isXml(this.#protocol) ? 'text/xml' : 'application/x-amz-json-1.1')
    const stream = typeof body === 'string' ? Readable.from([Buffer.from(body)]) : body
    return { response: { statusCode, headers: { 'content-type': contentType }, body: stream } }
  }
}

/** Begins, and neither goes on nor ends. */
function stalled(start: string): Readable {
  const stream = new Readable({ read() {} })
  stream.push(start)
  return stream
}
