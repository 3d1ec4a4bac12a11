/** The same examples on every machine, unless `SSM_READY_SEED` asks for others. */
const SEED = Number(process.env['SSM_READY_SEED'] ?? 5)

/** Whether there is time for much. */
export const MANY = process.env['SSM_READY_MANY_RUNS'] !== undefined

/** How many examples a property tries: few under `npm test`, many under `npm run test:properties`, which CI runs, too. */
export function runs(few: number, many: number): { numRuns: number; seed: number } {
  return { numRuns: MANY ? many : few, seed: SEED }
}

/** One item of each kind under `npm test`, all of them under `npm run test:properties`. */
export function oneOfEach<T>(items: readonly T[], kindOf: (item: T) => string): T[] {
  return MANY ? [...items] : [...new Map(items.map((item) => [kindOf(item), item])).values()]
}
