import type { Status } from './finding.js'

/** One thing about this machine: its state, what it means, how to fix it. */
export interface DoctorLine {
  id: string
  status: Status
  /** Stable kebab-case key. */
  reason: string
  message: string
  fix?: string
}
