/** The JSON of a payload; `undefined` when it is none. */
export function jsonOf(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'))
  } catch {
    return undefined
  }
}

// By hand: a schema library would come whole with every function that may load this room later.

/** A field of an object out of JSON; `undefined` where there is none. */
export function fieldOf(value: unknown, name: string): unknown {
  const fields: Record<string, unknown> = Object(value)
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

/** A field that is a text; `undefined` where it is none. */
export function textOf(value: unknown, name: string): string | undefined {
  const field = fieldOf(value, name)
  return typeof field === 'string' ? field : undefined
}
