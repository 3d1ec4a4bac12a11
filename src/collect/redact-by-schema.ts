import * as z from 'zod'
import type { Redaction } from '../model/redaction.js'
import type { RedactText } from './redact-pattern.js'
import { redactPolicy } from './redact-policy.js'
import { keptNumber, redactContextKey } from './redact-words.js'

/** A copy of `value`, which `schema` describes, with every field redacted as the schema says (`Redaction`). */
export function redactBySchema<T>(schema: z.ZodType<T>, value: T, redact: RedactText): T {
  return nodeOf(schema)(value, redact) as T
}

type Schema = z.core.$ZodType
type RedactNode = (value: unknown, redact: RedactText) => unknown

/** What a schema means for its values, worked out once: there are few schemas and many values. */
const nodes = new WeakMap<Schema, RedactNode>()

function nodeOf(schema: Schema): RedactNode {
  const known = nodes.get(schema)
  if (known) return known
  const policy = z.globalRegistry.get(schema)?.redact
  const redactNode = policy === undefined ? insideOf(schema) : POLICIES[policy](schema)
  const node: RedactNode = (value, redact) =>
    value === undefined || value === null ? value : redactNode(value, redact)
  nodes.set(schema, node)
  return node
}

const POLICIES: Record<Redaction, (schema: Schema) => RedactNode> = {
  keep: () => (value) => value,
  switch: () => (value, redact) => (keptNumber(value) ? value : everyText(value, redact, redact)),
  'context-key': () => (value, redact) => everyText(value, (text) => redactContextKey(text, redact), redact),
  hide: () => (value, redact) => everyText(value, (text) => (text === '' ? '' : 'redacted'), redact),
  policy: () => (value, redact) => everyText(value, (text) => redactPolicy(text, redact), redact),
  'service-name': () => (value, redact) =>
    everyText(value, (text) => (AWS_SERVICE.test(text) ? text : redact(text)), redact),
  'unless-aws-owned': (schema) => {
    const inside = insideOf(schema)
    return (value, redact) => (isAwsOwned(value) ? value : inside(value, redact))
  },
}

/** Endpoint services of other companies begin with `com.amazonaws.vpce.` */
const AWS_SERVICE = /^[\w.]*amazonaws\.(?!vpce\.)/
const AWS_ARN = /^arn:[^:]+:iam::aws:/

function isAwsOwned(value: unknown): boolean {
  return Object.values(Object(value)).some((text) => typeof text === 'string' && AWS_ARN.test(text))
}

/** Follows the schema as far as it goes; what it does not describe is replaced, keys included. */
function insideOf(schema: Schema): RedactNode {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return nodeOf(schema.unwrap())
  if (schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral) return (value) => value
  if (schema instanceof z.ZodDiscriminatedUnion) return branchesOf(schema)
  if (schema instanceof z.ZodArray) {
    const element = nodeOf(schema.element)
    return (value, redact) =>
      Array.isArray(value) ? value.map((item) => element(item, redact)) : everyText(value, redact, redact)
  }
  if (schema instanceof z.ZodObject) {
    const fields = new Map(Object.entries(schema.shape).map(([key, field]) => [key, nodeOf(field)]))
    return (value, redact) =>
      mapEntries(value, (key, item) => {
        const field = fields.get(key)
        return field ? [key, field(item, redact)] : [redact(key), everyText(item, redact, redact)]
      })
  }
  if (schema instanceof z.ZodRecord) {
    const [keyNode, valueNode] = [nodeOf(schema.keyType), nodeOf(schema.valueType)]
    return (value, redact) =>
      mapEntries(value, (key, item) => [keyNode(key, redact) as string, valueNode(item, redact)])
  }
  return (value, redact) => everyText(value, redact, redact)
}

/** A union by what tells its branches apart: `outcome` of a collection. */
function branchesOf(union: z.ZodDiscriminatedUnion): RedactNode {
  const { discriminator } = union._zod.def
  const branches = union.options.flatMap((option) =>
    option instanceof z.ZodObject ? [{ kind: option.shape[discriminator], node: nodeOf(option) }] : [],
  )
  const known = new Map<unknown, RedactNode>()
  return (value, redact) => {
    const kind: unknown = Object(value)[discriminator]
    const node = known.get(kind) ?? branches.find((branch) => z.safeParse(branch.kind, kind).success)?.node
    if (!node) throw new Error(`no branch of the schema is for ${discriminator} ${JSON.stringify(kind)}`)
    known.set(kind, node)
    return node(value, redact)
  }
}

/** Every text and number in a value of any shape replaced, and every key of its objects. */
function everyText(value: unknown, text: (text: string) => string, key: (text: string) => string): unknown {
  if (typeof value === 'string') return text(value)
  // It may be an account's.
  if (typeof value === 'number') return keptNumber(value) ? value : Number(key(String(value)))
  if (Array.isArray(value)) return value.map((item) => everyText(item, text, key))
  if (typeof value !== 'object' || value === null) return value
  return mapEntries(value, (name, item) => [key(name), everyText(item, text, key)])
}

function mapEntries(value: unknown, entry: (key: string, item: unknown) => [string, unknown]): unknown {
  return Object.fromEntries(Object.entries(Object(value)).map(([key, item]) => entry(key, item)))
}
