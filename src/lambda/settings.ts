import * as z from 'zod'
import { type RemedyWaits, remedyWaits } from '../app/remedy-waits.js'
import { type Config, configSchema } from '../model/config.js'
import { DESTINATIONS, type Destination } from '../model/destinations.js'
import type { Env } from '../model/env.js'
import { UsageError } from '../model/errors.js'
import { nearest } from '../model/nearest.js'
import { REMEDY_IDS } from '../model/remedy-ids.js'
import { zodSentence } from '../model/zod-sentence.js'

/** What a function is set up to do, from its environment variables. */
export interface LambdaSettings {
  config: Config
  regions: string[]
  /** For reports and plans. */
  bucket?: string
  waits: RemedyWaits
  /** Whether an audit on a schedule tries tunnels for real. */
  probe: boolean
  /** Ids of the remedies that may be applied. */
  remedies: string[]
  /** Where reports go beside the bucket and Slack. */
  publish: Destination[]
  /** Of the SNS topic; always there where `publish` has sns. */
  topicArn?: string
}

/**
 * `SSM_READY_CONFIG` holds the config as JSON; `SSM_READY_REGIONS` (comma-separated, or `all`) and `SSM_READY_HOSTS`
 * (`all`, `tag:KEY=VALUE`, `name:PATTERN`, or instance ids) override its fields. `SSM_READY_BUCKET` names a bucket.
 * `SSM_READY_PUBLISH` names other destinations (comma-separated), `SSM_READY_TOPIC` the SNS topic of one of them.
 * `SSM_READY_PROBE` names the hosts that the role may open sessions to: scheduled audits probe unless it is empty.
 * @throws UsageError naming the variable and what is accepted
 */
export function lambdaSettings(env: Env): LambdaSettings {
  const regions = listOf(env['SSM_READY_REGIONS'])
  const given = configJson(env['SSM_READY_CONFIG'])
  const hosts = hostSelection(env['SSM_READY_HOSTS'])
  const parsed = configSchema.safeParse({
    ...given,
    ...(regions.length > 0 && { regions }),
    ...(hosts !== undefined && { hosts }),
  })
  if (!parsed.success)
    throw new UsageError(zodSentence('Environment variables SSM_READY_CONFIG, SSM_READY_HOSTS', parsed.error))
  const bucket = env['SSM_READY_BUCKET']
  const topicArn = env['SSM_READY_TOPIC']
  return {
    config: parsed.data,
    regions: parsed.data.regions ?? [],
    ...(bucket !== undefined && bucket !== '' && { bucket }),
    waits: remedyWaits(env),
    remedies: allowedRemedies(env['SSM_READY_REMEDIES']),
    probe: (env['SSM_READY_PROBE'] ?? '').trim() !== '',
    publish: destinations(env['SSM_READY_PUBLISH'], topicArn),
    ...(topicArn !== undefined && topicArn !== '' && { topicArn }),
  }
}

/** Nothing beyond it is applied, whoever approves it: a comma-separated list, or `all`. */
function allowedRemedies(text: string | undefined): string[] {
  const named = listOf(text)
  if (named.length === 0) return DEFAULT_REMEDIES
  if (named.includes('all')) return [...REMEDY_IDS]
  for (const id of named)
    if (!REMEDY_IDS.includes(id))
      throw new UsageError(
        `Environment variable SSM_READY_REMEDIES: unknown remedy ${JSON.stringify(id)}${nearest(id, REMEDY_IDS)}: expected all, or some of ${REMEDY_IDS.join(', ')}.`,
      )
  return named
}

const DEFAULT_REMEDIES = ['update-agent']

function destinations(text: string | undefined, topicArn: string | undefined): Destination[] {
  const named = listOf(text === 'none' ? '' : text).map((word) => {
    const known = DESTINATIONS.find((each) => each === word)
    if (known) return known
    throw new UsageError(
      `Environment variable SSM_READY_PUBLISH: unknown destination ${JSON.stringify(word)}${nearest(word, DESTINATIONS)}: expected some of ${DESTINATIONS.join(', ')}.`,
    )
  })
  if (named.includes('sns') && !/^arn:[^:]+:sns:/.test(topicArn ?? ''))
    throw new UsageError(
      'Environment variable SSM_READY_TOPIC: sns (SSM_READY_PUBLISH) expects the ARN of an SNS topic.',
    )
  return [...new Set(named)]
}

function configJson(text: string | undefined): Record<string, unknown> {
  if (text === undefined || text.trim() === '') return {}
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch (cause) {
    throw new UsageError('Environment variable SSM_READY_CONFIG: expected a JSON object.', { cause })
  }
}

const listOf = (text: string | undefined): string[] => (text ?? '').split(',').flatMap((item) => item.trim() || [])

function hostSelection(text: string | undefined): Record<string, unknown> | 'all' | undefined {
  const [first, ...rest] = listOf(text)
  if (first === undefined) return undefined
  const whole = (text ?? '').trim()
  if (whole === 'all') return 'all'
  if (whole.startsWith('tag:')) return { tag: whole.slice('tag:'.length) }
  if (whole.startsWith('name:')) return { namePattern: pattern(whole.slice('name:'.length)) }
  if (first.startsWith('i-')) return { ids: [first, ...rest] }
  throw new UsageError(
    `Environment variable SSM_READY_HOSTS: expected all, tag:KEY=VALUE, name:PATTERN or instance ids, got ${JSON.stringify(whole)}.`,
  )
}

function pattern(text: string): string {
  try {
    new RegExp(text, 'i')
    return text
  } catch (cause) {
    throw new UsageError(
      `Environment variable SSM_READY_HOSTS: expected a regular expression after name:, got ${JSON.stringify(text)}.`,
      { cause },
    )
  }
}
