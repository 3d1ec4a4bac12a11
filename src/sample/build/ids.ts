/** 64 bits of a text, the same on every machine (FNV-1a, twice). */
function hash(text: string): string {
  let low = 0x811c9dc5
  let high = 0x050c5d1f
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    low = Math.imul(low ^ code, 0x01000193)
    high = Math.imul(high ^ code ^ (low >>> 13), 0x01000197)
  }
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0')
}

/** An AWS resource id such as `vpc-0123456789abcdef0`, always the same for the same names. */
export function idOf(prefix: string, ...names: string[]): string {
  return `${prefix}-0${hash([prefix, ...names].join('/'))}`
}

/** A UUID, always the same for the same names. */
export function uuidOf(...names: string[]): string {
  const text = hash(names.join('/')) + hash(names.toReversed().join('|'))
  return [
    text.slice(0, 8),
    text.slice(8, 12),
    `4${text.slice(13, 16)}`,
    `8${text.slice(17, 20)}`,
    text.slice(20, 32),
  ].join('-')
}
