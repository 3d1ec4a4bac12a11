import { DNS_SUFFIXES } from '../model/dns-suffix.js'
import type { RedactText } from './redact-pattern.js'
import { keptNumber, redactContextKey } from './redact-words.js'

const KEPT_VERSION = /^\d{4}-\d\d-\d\d$/
const ACTION = /^(?:\*|[\w*?-]+:[\w*?]+)$/
/** `ec2.amazonaws.com`, `ssm.eu-west-1.amazonaws.com`: nobody else's name has room there. */
const AWS_SERVICE = new RegExp(`^(?:[\\w*?-]+\\.){1,2}(?:${DNS_SUFFIXES.join('|').replaceAll('.', '\\.')})$`)

/** Elements of a policy that are AWS's own words, as long as they look like such. */
const KEPT_ELEMENTS = new Map([
  ['Version', KEPT_VERSION],
  ['Effect', /^(?:Allow|Deny)$/],
  ['Action', ACTION],
  ['NotAction', ACTION],
  ['Service', AWS_SERVICE],
])
/** Names of elements, and of kinds of principals. */
const ELEMENTS = new Set([
  ...['Version', 'Id', 'Statement', 'Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource'],
  ...['NotResource', 'Condition', 'AWS', 'Service', 'Federated', 'CanonicalUser'],
])

const COMPARED = 'Equals|NotEquals|LessThan|LessThanEquals|GreaterThan|GreaterThanEquals'
/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATOR = new RegExp(
  `^(?:For(?:Any|All)Values?:)?(?:String(?:Not)?(?:Equals(?:IgnoreCase)?|Like)|(?:Numeric|Date)(?:${COMPARED})|Bool|Null|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like))(?:IfExists)?$`,
)
const KEPT_OPERATORS = /^(?:(?:ForAnyValue|ForAllValues):)?(?:Numeric|Date|Bool|Null)/
const SERVICE_KEY = /ViaService$|CalledVia|PrincipalServiceName/i

/** Elements and values in which wildcards count; of several one has to match. */
const VALUES = 'values of a condition'
const PATTERN_KEYS = new Set(['Resource', 'NotResource', VALUES])
const PATTERN_OPERATORS = /Like|Arn/
const several = (patterns: string[]) => (patterns.length === 1 ? patterns[0] : patterns)

/** Replaces the names in a policy document; its grammar, actions, operators and AWS's own condition keys stay. */
export function redactPolicy(document: string, text: RedactText): string {
  let policy: unknown
  try {
    policy = JSON.parse(document)
  } catch {
    // Hand-written text that no parser takes: word by word.
    return text(document)
  }
  return JSON.stringify(redactPart(policy, '', text))
}

function redactPart(part: unknown, key: string, text: RedactText): unknown {
  // A number may be an account, and a condition takes it for its text.
  if (typeof part === 'number') return text(String(part))
  if (typeof part === 'string') {
    if (KEPT_ELEMENTS.get(key)?.test(part)) return part
    return PATTERN_KEYS.has(key) ? several(text.pattern(part)) : text(part)
  }
  if (Array.isArray(part)) return part.flatMap((item) => redactPart(item, key, text))
  if (typeof part !== 'object' || part === null) return part
  const redact = key === 'Condition' ? redactOperator : redactPart
  const known = (name: string) => (key === 'Condition' ? OPERATOR.test(name) : ELEMENTS.has(name))
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [known(name) ? name : text(name), redact(value, name, text)]),
  )
}

function redactOperator(keys: unknown, operator: string, text: RedactText): unknown {
  if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) return redactPart(keys, '', text)
  return Object.fromEntries(
    Object.entries(keys).map(([key, values]) => [redactContextKey(key, text), valuesOf(key, values, operator, text)]),
  )
}

function valuesOf(key: string, values: unknown, operator: string, text: RedactText): unknown {
  if (Array.isArray(values)) return values.flatMap((value) => valuesOf(key, value, operator, text))
  if (KEPT_OPERATORS.test(operator) && keptNumber(values)) return values
  if (SERVICE_KEY.test(key) && typeof values === 'string' && AWS_SERVICE.test(values)) return values
  return redactPart(values, PATTERN_OPERATORS.test(operator) ? VALUES : '', text)
}
