import type { Invocation } from '../model/invocation.js'
import type { Report } from '../model/report.js'

export interface RenderOptions {
  color: boolean
  /** False where the terminal cannot show symbols beyond ASCII. */
  unicode: boolean
  /** Columns of the terminal. */
  width: number
  /** Milliseconds since the program was started, which people wait for; the time of the audit when absent. */
  elapsedMs?: number
  /** Whose commands a terminal shows; `bash` when absent. */
  shell?: 'bash' | 'powershell' | 'cmd'
  /** Lists what is usually folded. */
  all?: boolean
  /** How commands of this program are to be written: `ssm-ready` in the account of the environment when absent. */
  own?: Invocation
  /** What a deviation of the posture is in JUnit; `failure` when absent. */
  junitPosture?: 'failure' | 'system-out'
  /** Where the full report can be opened, for formats that show a part of it. */
  reportUrl?: string
}

/** A format of the report. It shows what the report says and decides nothing. */
export type Renderer = (report: Report, options: RenderOptions) => string

/** A format whose readers take so much at a time and no more: one file each. */
export type PartsRenderer = (report: Report) => string[]
