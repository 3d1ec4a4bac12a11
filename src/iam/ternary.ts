/** What is known of a statement: it holds, it does not, or nobody knows. */
export type Ternary = 'yes' | 'no' | 'unknown'

export const is = (truth: boolean): Ternary => (truth ? 'yes' : 'no')

export function not(value: Ternary): Ternary {
  return value === 'unknown' ? 'unknown' : is(value === 'no')
}

/** One `no` decides; else one `unknown` makes it unknown. */
export function all(values: readonly Ternary[]): Ternary {
  if (values.includes('no')) return 'no'
  return values.includes('unknown') ? 'unknown' : 'yes'
}

/** One `yes` decides; else one `unknown` makes it unknown. */
export function any(values: readonly Ternary[]): Ternary {
  if (values.includes('yes')) return 'yes'
  return values.includes('unknown') ? 'unknown' : 'no'
}
