/** Where a report goes beside the bucket and Slack, each only where it is switched on. */
export const DESTINATIONS = ['sns', 'eventbridge', 'compliance', 'security-hub', 'metrics'] as const
export type Destination = (typeof DESTINATIONS)[number]

/** What became of a report at one destination. */
export interface Published {
  destination: Destination | 's3' | 'slack'
  /** `skipped`: nothing was due there. */
  outcome: 'done' | 'skipped' | 'failed'
  message: string
}
