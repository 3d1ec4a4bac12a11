import * as z from 'zod'
import type { Redaction } from '../model/redaction.js'
import { redactPolicy } from './redact-policy.js'

export type RedactText = (text: string) => string

/** A copy of `value`, which `schema` describes, with every field redacted as the schema says (`Redaction`). */
export function redactBySchema<T>(schema: z.ZodType<T>, value: T, redact: RedactText): T {
  return redactNode(schema, value, redact) as T
}

function redactNode(schema: z.core.$ZodType, value: unknown, redact: RedactText): unknown {
  if (value === undefined || value === null) return value
  const policy = z.globalRegistry.get(schema)?.redact
  return policy === undefined ? redactInside(schema, value, redact) : POLICIES[policy](schema, value, redact)
}

const POLICIES: Record<Redaction, (schema: z.core.$ZodType, value: unknown, redact: RedactText) => unknown> = {
  keep: (_, value) => value,
  hide: (_, value, redact) => everyText(value, (text) => (text === '' ? '' : 'redacted'), redact),
  policy: (_, value, redact) => everyText(value, (text) => redactPolicy(text, redact), redact),
  'service-name': (_, value, redact) =>
    everyText(value, (text) => (AWS_SERVICE.test(text) ? text : redact(text)), redact),
  'unless-aws-owned': (schema, value, redact) => (isAwsOwned(value) ? value : redactInside(schema, value, redact)),
}

/** Endpoint services of other companies begin with `com.amazonaws.vpce.` */
const AWS_SERVICE = /^[\w.]*amazonaws\.(?!vpce\.)/
const AWS_ARN = /^arn:[^:]+:iam::aws:/

function isAwsOwned(value: unknown): boolean {
  return Object.values(Object(value)).some((text) => typeof text === 'string' && AWS_ARN.test(text))
}

/** Follows the schema as far as it goes; what it does not describe is replaced, keys included. */
function redactInside(schema: z.core.$ZodType, value: unknown, redact: RedactText): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return redactNode(schema.unwrap(), value, redact)
  if (schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral) return value
  if (schema instanceof z.ZodDiscriminatedUnion) return redactNode(branchOf(schema, value), value, redact)
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return value.map((item) => redactNode(schema.element, item, redact))
  if (schema instanceof z.ZodObject)
    return mapEntries(value, (key, item) => {
      const field = Object.hasOwn(schema.shape, key) ? schema.shape[key] : undefined
      return field ? [key, redactNode(field, item, redact)] : [redact(key), everyText(item, redact, redact)]
    })
  if (schema instanceof z.ZodRecord)
    return mapEntries(value, (key, item) => [
      redactNode(schema.keyType, key, redact) as string,
      redactNode(schema.valueType, item, redact),
    ])
  return everyText(value, redact, redact)
}

/** The branch for what a union tells its branches apart by: `outcome` of a collection. */
function branchOf(union: z.ZodDiscriminatedUnion, value: unknown): z.core.$ZodType {
  const { discriminator } = union._zod.def
  const kind: unknown = Object(value)[discriminator]
  const branch = union.options.find(
    (option) => option instanceof z.ZodObject && z.safeParse(option.shape[discriminator], kind).success,
  )
  if (!branch) throw new Error(`no branch of the schema is for ${discriminator} ${JSON.stringify(kind)}`)
  return branch
}

/** Every text in a value of any shape replaced, and every key of its objects. */
function everyText(value: unknown, text: RedactText, key: RedactText): unknown {
  if (typeof value === 'string') return text(value)
  if (Array.isArray(value)) return value.map((item) => everyText(item, text, key))
  if (typeof value !== 'object' || value === null) return value
  return mapEntries(value, (name, item) => [key(name), everyText(item, text, key)])
}

function mapEntries(value: unknown, entry: (key: string, item: unknown) => [string, unknown]): unknown {
  return Object.fromEntries(Object.entries(Object(value)).map(([key, item]) => entry(key, item)))
}
