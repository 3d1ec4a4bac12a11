/**
 * An object with a field that is made when it is first read: in a large account most commands are never shown.
 * @param object gets the field itself
 */
export function lazily<T extends object, K extends string, V>(object: T, field: K, make: () => V): T & Record<K, V> {
  const configurable = true
  const enumerable = true
  return Object.defineProperty(object, field, {
    ...{ configurable, enumerable },
    get() {
      const value = make()
      Object.defineProperty(object, field, { ...{ configurable, enumerable, value }, writable: true })
      return value
    },
  }) as T & Record<K, V>
}
