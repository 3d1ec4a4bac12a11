/** Parts of a policy that are AWS's own words. */
const KEPT_KEYS = new Set(['Version', 'Effect', 'Action', 'NotAction', 'Service'])
const KEPT_OPERATORS = /^(?:(?:ForAnyValue|ForAllValues):)?(?:Numeric|Date|Bool|Null)/
const TAG_KEY = /^(.*?(?:resourceTag\/|requestTag\/|principalTag\/|EncryptionContext:))(.*)$/i
const SERVICE_KEY = /ViaService$|CalledVia|PrincipalServiceName/i

/** Replaces the names in a policy document; its grammar, actions, operators and condition keys stay. */
export function redactPolicy(document: string, text: (text: string) => string): string {
  let policy: unknown
  try {
    policy = JSON.parse(document)
  } catch {
    // Hand-written text that no parser takes: word by word.
    return text(document)
  }
  return JSON.stringify(redactPart(policy, '', text))
}

function redactPart(part: unknown, key: string, text: (text: string) => string): unknown {
  if (KEPT_KEYS.has(key)) return part
  if (typeof part === 'string') return text(part)
  if (Array.isArray(part)) return part.map((item) => redactPart(item, key, text))
  if (typeof part !== 'object' || part === null) return part
  const redact = key === 'Condition' ? redactOperator : redactPart
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, redact(value, name, text)]))
}

function redactOperator(keys: unknown, operator: string, text: (text: string) => string): unknown {
  if (KEPT_OPERATORS.test(operator) || typeof keys !== 'object' || keys === null) return keys
  return Object.fromEntries(
    Object.entries(keys).map(([key, values]) => [
      key.replace(TAG_KEY, (_, prefix: string, tag: string) => prefix + text(tag)),
      SERVICE_KEY.test(key) ? values : redactPart(values, '', text),
    ]),
  )
}
