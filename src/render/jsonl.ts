import { escapeUnseen } from './json.js'
import type { Renderer } from './types.js'

/** The findings as JSON Lines, each as the JSON report has it. */
export const render: Renderer = ({ findings }) =>
  findings.map((finding) => `${escapeUnseen(JSON.stringify(finding))}\n`).join('')
