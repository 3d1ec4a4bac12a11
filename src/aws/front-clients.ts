import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SSMClient } from '@aws-sdk/client-ssm'
import type { Env } from '../model/env.js'
import { type Answer, overNetwork } from './answer.js'
import { createRequestHandler } from './request-handler.js'

/** The few clients of a function that must answer at once, made when they are first asked for. */
export interface FrontClients {
  s3(): S3Client
  ssm(): SSMClient
  lambda(): LambdaClient
  /** The same for calls that may take a quarter of an hour. */
  waiting(): LambdaClient
  /** A signed call of a service without a client here. */
  call: Answer
}

/** Attempts per call: whoever waits for an answer within seconds asks again himself. */
const MAX_ATTEMPTS = 3

/** Clients in the function's own region, with its own credentials. */
export function frontClients(region: string, env: Env): FrontClients {
  const requestHandler = createRequestHandler(env)
  const base = { region, requestHandler, maxAttempts: MAX_ATTEMPTS }
  const overridden = env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL']
  const s3 = once(() => new S3Client({ ...base, ...(overridden && { forcePathStyle: true }) }))
  return {
    s3,
    ssm: once(() => new SSMClient(base)),
    lambda: once(() => new LambdaClient(base)),
    waiting: once(() => new LambdaClient({ ...base, requestHandler: { requestTimeout: 0 } })),
    call: (request, options) => {
      const { credentials } = s3().config
      return overNetwork({ credentials, requestHandler, maxAttempts: MAX_ATTEMPTS }, () => undefined)(request, options)
    },
  }
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
