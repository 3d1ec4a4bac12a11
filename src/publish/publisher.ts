import type { Destination } from '../model/destinations.js'
import type { NeededAction } from '../model/needed-action.js'
import type { Report } from '../model/report.js'

/** What is published, and what it is compared with. */
export interface Occasion {
  report: Report
  /** The report that was published before this one. */
  previous: Report | undefined
  /** Why there is none, where there may have been one. */
  lost?: string
  /** Of all VPCs, hosts and checks of its regions: none were picked. */
  whole: boolean
  /** Of the regions that are audited on schedule, too. */
  asConfigured: boolean
  /** Where people open the report. */
  link: string | undefined
  now: Date
}

/** Why a destination is not told. */
export interface Skipped {
  skipped: string
}

/** One destination of reports. */
export interface Publisher {
  destination: Destination
  /** Nobody has switched it on: it is named only where it failed. */
  isUnasked?: true
  /**
   * Tells the destination what it does not know yet.
   * @returns what was done, in words; `undefined`: nothing was due
   * @throws what the destination refuses
   */
  publish(occasion: Occasion): Promise<string | Skipped | undefined>
}

/** What a role may do only where the destination is switched on. */
export type PublisherNeeds = readonly NeededAction[]
