import { createHash } from 'node:crypto'
import { type FrontClients, frontClients } from '../../aws/front-clients.js'
import { invokeLater } from '../../aws/invoke.js'
import { putObjectUnchanged } from '../../aws/object-file.js'
import { readSecret } from '../../aws/secrets.js'
import type { Config } from '../../model/config.js'
import type { Env } from '../../model/env.js'
import { UsageError } from '../../model/errors.js'
import type { Reception } from './receive.js'

export interface Front {
  config: Config
  bucket: string | undefined
  region: string
  /** Name of the function that does the work. */
  worker: string
  env: Env
}

/** Milliseconds that a secret is used before it is read again: as long as Slack's requests may be old. */
const SECRET_KEPT = 5 * 60_000

/**
 * What the front door needs, for as long as the function lives.
 * @throws UsageError where the config says too little
 */
export function openFront({ config: { slack }, bucket, region, worker, env }: Front): Reception {
  if (slack?.signingSecret === undefined)
    throw new UsageError('The slash command expects slack.signingSecret and slack.teamIds in the config.')
  if (bucket === undefined)
    throw new UsageError('The slash command expects a bucket: without one no replay is noticed.')
  const clients = frontClients(region, env)
  const { signingSecret } = slack
  return {
    slack,
    secret: kept(() => readSecret(signingSecret, { ssm: clients.ssm, region, caller: { call: clients.call, env } })),
    note: (signature) => noted(signature, bucket, clients),
    start: (job) => invokeLater(clients.lambda(), worker, job),
    now: () => new Date(),
  }
}

/** Of two that come at once, S3 lets one through. */
const noted = (signature: string, bucket: string, { s3 }: FrontClients): Promise<boolean> =>
  putObjectUnchanged(
    { s3: s3(), bucket, key: `slack/seen/${createHash('sha256').update(signature).digest('hex')}` },
    { body: '', contentType: 'text/plain' },
    undefined,
  )

function kept(read: () => Promise<string>): () => Promise<string> {
  let last: { secret: string; at: number } | undefined
  return async () => {
    if (last === undefined || Date.now() - last.at > SECRET_KEPT) last = { secret: await read(), at: Date.now() }
    return last.secret
  }
}
