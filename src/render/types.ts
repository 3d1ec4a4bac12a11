import type { Report } from '../model/report.js'

export interface RenderOptions {
  color: boolean
  /** False where the terminal cannot show symbols beyond ASCII. */
  unicode: boolean
  /** Columns of the terminal. */
  width: number
  /** Whose commands a terminal shows; `bash` when absent. */
  shell?: 'bash' | 'powershell' | 'cmd'
  /** Where the full report can be opened, for formats that show a part of it. */
  reportUrl?: string
}

/** A format of the report. It shows what the report says and decides nothing. */
export type Renderer = (report: Report, options: RenderOptions) => string
