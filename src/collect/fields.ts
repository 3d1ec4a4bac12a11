/** An answer lacks a field without which it means nothing: the whole collection is an `error`. */
export function need<T>(value: T | undefined | null, field: string): T {
  if (value === undefined || value === null) throw new Error(`AWS's answer lacks ${field}`)
  return value
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** The object without its undefined fields, as `exactOptionalPropertyTypes` wants it. */
export function defined<T extends object>(fields: T): Defined<T> {
  const given = { ...fields } as Record<string, unknown>
  const names = Object.keys(given)
  if (names.every((name) => given[name] !== undefined)) return given as Defined<T>
  const kept: Record<string, unknown> = {}
  for (const name of names) if (given[name] !== undefined) kept[name] = given[name]
  return kept as Defined<T>
}

/** One field of each item of a list that AWS tells in full, be it empty: neither the list nor the field may be lacking. */
export function needEach<T, V>(items: readonly T[] | undefined, field: string, of: (item: T) => V | undefined): V[] {
  return need(items, field).map((item) => need(of(item), `a value in ${field}`))
}

/** The values that are there. */
export function present<T>(values: readonly (T | undefined | null)[] | undefined): T[] {
  return (values ?? []).filter((value) => value !== undefined && value !== null)
}

type Tag = { Key?: string | undefined; Value?: string | undefined }

export function tagsOf(tags: readonly Tag[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']))
}

export function nameOf(tags: readonly Tag[] | undefined): string | undefined {
  return tags?.find((tag) => tag.Key === 'Name')?.Value
}
