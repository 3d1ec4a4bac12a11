/** Anywhere in a text: what the step of an id makes. Step ids hold nothing that ends one. */
export const NEW_NAME = /new:([A-Za-z0-9_.:/@+-]+)/g

/** A value with each of its texts replaced. */
export function mapTexts<T>(value: T, of: (text: string) => unknown): T {
  if (typeof value === 'string') return of(value) as T
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, of)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, of)])) as T
}
