/** What a status of a database means for a client. */
export interface StatusMeaning {
  outcome: 'pass' | 'warn' | 'fail' | 'unknown'
  reason: string
  /** What to do, where something can be done but wait. */
  fix?: string
}
