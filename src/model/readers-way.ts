import * as z from 'zod'

/** What keeps a host from a database's reader endpoint, or may keep it. */
export const readersWaySchema = z.object({ verdict: z.enum(['blocked', 'unknown']), why: z.string() })
export type ReadersWay = z.infer<typeof readersWaySchema>

/** As the evidence of `database-path` says it; `undefined`: the readers are reached, or there are none. */
export const readersWayOf = (evidence: Record<string, unknown> | undefined): ReadersWay | undefined =>
  readersWaySchema.safeParse(evidence?.['readers']).data
