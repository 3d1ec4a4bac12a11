import fc from 'fast-check'

/**
 * Which of several things are taken. All of them in every network would be slow and few networks: a property asks a
 * few, and other ones each time.
 */
export const draws = (count: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat({ max: 9999 }), { minLength: count, maxLength: count })

/** As many different items as there are draws, in the order in which they are drawn. */
export function drawn<T>(items: readonly T[], numbers: readonly number[]): T[] {
  const left = [...items]
  return numbers.flatMap((n) => left.splice(n % Math.max(1, left.length), 1))
}
