import type { Destination } from '../model/destinations.js'
import type { Report } from '../model/report.js'

/** What is published, and what it is compared with. */
export interface Occasion {
  report: Report
  /** The report that was published before this one. */
  previous: Report | undefined
  /** Where people open the report. */
  link: string | undefined
  now: Date
}

/** One destination of reports. */
export interface Publisher {
  destination: Destination
  /**
   * Tells the destination what it does not know yet.
   * @returns what was done, in words; `undefined`: nothing was due
   * @throws what the destination refuses
   */
  publish(occasion: Occasion): Promise<string | undefined>
}
