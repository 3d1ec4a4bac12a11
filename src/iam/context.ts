/**
 * The condition keys of a request, in lower case. A list of values: they are known, none of them = the key is not in the request.
 * `present`: it is there, its value is not known. `oneOf`: which of these lists it is, is not known; of times and numbers, two
 * stand for all that lies between them. A key that ends in `*` speaks for all that begin so. No entry: nothing is known.
 */
export type Context = Readonly<Record<string, Known>>
type Known = readonly string[] | 'present' | { oneOf: readonly (readonly string[])[] }
export type ContextValue = Known | 'unknown'

/** Key names know no case. */
export function contextOf(...parts: readonly Context[]): Context {
  const entries = parts.flatMap((part) =>
    Object.entries(part).map(([key, value]) => [key.toLowerCase(), value] as const),
  )
  return Object.fromEntries(entries)
}

export function lookUp(context: Context, key: string): ContextValue {
  const name = key.toLowerCase()
  if (Object.hasOwn(context, name)) return context[name] ?? 'unknown'
  for (const [family, value] of Object.entries(context))
    if (family.endsWith('*') && name.startsWith(family.slice(0, -1))) return value
  return 'unknown'
}
