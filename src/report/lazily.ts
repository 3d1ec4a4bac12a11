const LATER = Symbol('later')

interface Later<V> {
  make?: (() => V) | undefined
  value?: V
}

/**
 * An object with a field that is made when it is first read: in a large account most commands are never shown.
 * @param object gets the field itself
 */
export function lazily<T extends object, K extends string, V>(object: T, field: K, make: () => V): T & Record<K, V> {
  const later: Later<V> = { make }
  // One getter for all: objects that have a getter each are tables to the engine, of five times the size.
  Object.defineProperty(object, LATER, { value: later })
  return Object.defineProperty(object, field, MADE_WHEN_READ) as T & Record<K, V>
}

const MADE_WHEN_READ = {
  configurable: true,
  enumerable: true,
  get(this: { [LATER]: Later<unknown> }): unknown {
    const later = this[LATER]
    if (later.make) {
      later.value = later.make()
      later.make = undefined
    }
    return later.value
  },
}
