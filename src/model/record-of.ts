import * as z from 'zod'

const HIDDEN = '__proto__'

/** As `z.record`, which leaves a key `__proto__` out without a word: a role or a tag may be called that. */
export function recordOf<V extends z.ZodType>(value: V, key: z.ZodType<string, string> = z.string()) {
  const schema = z.record(key, value)
  const { run } = schema._zod
  const all: typeof run = (payload, context) => {
    const given: unknown = payload.value
    const parsed = run(payload, context)
    if (parsed instanceof Promise || !Object.hasOwn(Object(given), HIDDEN)) return parsed
    const hidden = z.safeParse(value, Object.getOwnPropertyDescriptor(given, HIDDEN)?.value)
    if (hidden.success)
      Object.defineProperty(parsed.value, HIDDEN, {
        ...{ value: hidden.data, enumerable: true, writable: true, configurable: true },
      })
    else
      for (const issue of hidden.error.issues) parsed.issues.push({ ...issue, path: [HIDDEN, ...issue.path] } as never)
    return parsed
  }
  schema._zod.run = all
  schema._zod.parse = all
  return schema
}
