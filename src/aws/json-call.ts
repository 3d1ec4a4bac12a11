import { dnsSuffix } from '../model/dns-suffix.js'
import type { Env } from '../model/env.js'
import type { Answer, CallOptions } from './answer.js'

/** What the calls of services go by for which clients would be a third of the function. */
export interface Caller {
  call: Answer
  env: Env
}

/** A call of a service that tells its operations apart by a header. */
export function jsonCall(
  { call, env }: Caller,
  service: string,
  region: string,
  name: string,
  input: object,
  options: CallOptions = {},
): Promise<unknown> {
  const action = `${service}:${name.split('.')[1]}`
  return call(
    {
      ...{ action, region, endpoint: endpointOf(service, region, env), path: '/', query: {} },
      ...{
        body: JSON.stringify(input),
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': name },
      },
    },
    options,
  )
}

/**
 * Where a service is called, without a trailing slash.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function endpointOf(service: string, region: string, env: Env): string {
  const variables = { events: 'EVENTBRIDGE', secretsmanager: 'SECRETS_MANAGER' } as Record<string, string>
  const named = env[`AWS_ENDPOINT_URL_${variables[service] ?? service.toUpperCase()}`] || env['AWS_ENDPOINT_URL']
  return named ? named.replace(/\/$/, '') : `https://${service}.${region}.${dnsSuffix(region)}`
}
