import type { RedactText } from './redact-pattern.js'

/** Parts of a policy that are AWS's own words. */
const KEPT_KEYS = new Set(['Version', 'Effect', 'Action', 'NotAction', 'Service'])
const KEPT_OPERATORS = /^(?:(?:ForAnyValue|ForAllValues):)?(?:Numeric|Date|Bool|Null)/
/** Elements and values in which wildcards count; of several one has to match. */
const VALUES = 'values of a condition'
const PATTERN_KEYS = new Set(['Resource', 'NotResource', VALUES])
const PATTERN_OPERATORS = /Like|Arn/
const several = (patterns: string[]) => (patterns.length === 1 ? patterns[0] : patterns)
const TAG_KEY = /^(.*?(?:resourceTag\/|requestTag\/|principalTag\/|EncryptionContext:))(.*)$/i
const SERVICE_KEY = /ViaService$|CalledVia|PrincipalServiceName/i

/** Replaces the names in a policy document; its grammar, actions, operators and condition keys stay. */
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
  if (KEPT_KEYS.has(key)) return part
  if (typeof part === 'string') return PATTERN_KEYS.has(key) ? several(text.pattern(part)) : text(part)
  if (Array.isArray(part)) return part.flatMap((item) => redactPart(item, key, text))
  if (typeof part !== 'object' || part === null) return part
  const redact = key === 'Condition' ? redactOperator : redactPart
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, redact(value, name, text)]))
}

function redactOperator(keys: unknown, operator: string, text: RedactText): unknown {
  if (KEPT_OPERATORS.test(operator) || typeof keys !== 'object' || keys === null) return keys
  return Object.fromEntries(
    Object.entries(keys).map(([key, values]) => [
      key.replace(TAG_KEY, (_, prefix: string, tag: string) => prefix + text(tag)),
      SERVICE_KEY.test(key) ? values : redactPart(values, PATTERN_OPERATORS.test(operator) ? VALUES : '', text),
    ]),
  )
}
