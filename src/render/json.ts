import type { Renderer } from './types.js'

/** The report itself. */
export const render: Renderer = (report) => JSON.stringify(report, null, 2)
