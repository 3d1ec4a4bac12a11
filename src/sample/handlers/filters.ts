import type { Filter, Tag } from '@aws-sdk/client-ec2'
import { awsError } from './errors.js'

/** What a filter of this name compares its values with. */
type FilterField<T> = (item: T) => (string | undefined)[] | string | undefined
export type FilterFields<T> = Record<string, FilterField<T>>

/**
 * The items that pass all filters, each by any of its values; `*` and `?` are wildcards.
 * A filter without a field is refused, as EC2 refuses unknown ones: ignoring it would answer too much.
 */
export function filtered<T extends { Tags?: Tag[] | undefined }>(
  items: readonly T[],
  filters: readonly Filter[] | undefined,
  fields: FilterFields<T>,
): T[] {
  const tests = (filters ?? []).map(({ Name = '', Values = [] }) => {
    const field = fields[Name] ?? tagField(Name)
    const passes = Values.map(pattern)
    return (item: T) => [field(item)].flat().some((text) => text !== undefined && passes.some((p) => p(text)))
  })
  return items.filter((item) => tests.every((test) => test(item)))
}

function tagField(name: string): FilterField<{ Tags?: Tag[] | undefined }> {
  if (name === 'tag-key') return (item) => (item.Tags ?? []).map((tag) => tag.Key)
  const key = name.startsWith('tag:') ? name.slice('tag:'.length) : undefined
  if (key === undefined) throw awsError('InvalidParameterValue', `The filter '${name}' is invalid.`)
  return (item) => item.Tags?.find((tag) => tag.Key === key)?.Value
}

/** A test for AWS's wildcards. */
export function pattern(text: string): (value: string) => boolean {
  if (!/[*?]/.test(text)) return (value) => value === text
  const source = text
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const expression = new RegExp(`^${source}$`, 's')
  return (value) => expression.test(value)
}

/** The items of these ids, in their order; an id that names nothing is refused with `code`. */
export function byIds<T>(
  items: readonly T[],
  ids: readonly string[] | undefined,
  idOf: (item: T) => string | undefined,
  code: string,
): T[] {
  if (ids === undefined || ids.length === 0) return [...items]
  return ids.map((id) => {
    const found = items.find((item) => idOf(item) === id)
    if (found === undefined) throw awsError(code, `The ID '${id}' does not exist`)
    return found
  })
}
