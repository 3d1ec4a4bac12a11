/**
 * Keeps what `build` made of a list for as long as the list lives, so that checks of thousands of subjects
 * share one index. The list must not change afterwards: a snapshot never does.
 */
export function once<S extends object, R>(build: (source: S) => R): (source: S) => R {
  const built = new WeakMap<S, R>()
  return (source) => {
    const known = built.get(source)
    if (known !== undefined) return known
    const result = build(source)
    built.set(source, result)
    return result
  }
}
