import type { AnyExplanation } from '../model/explanation.js'
import type { History } from '../model/history.js'
import { printable, printableLines } from '../model/printable.js'
import type { Report } from '../model/report.js'

/** The report with every text printable; what renderers work on. */
export function printableReport<T extends Report | AnyExplanation | History>(report: T): T {
  return printableValue(report, '') as T
}

/** What is printable already is not copied, and nothing is allocated for it: of a large report that is nearly all. */
function printableValue(value: unknown, key: string): unknown {
  if (typeof value === 'string') return MANY_LINES.has(key) ? printableLines(value) : printable(value)
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? printableItems(value) : printableFields(value)
}

function printableItems(items: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined
  for (const [index, item] of items.entries()) {
    const shown = printableValue(item, '')
    if (shown !== item) copy ??= items.slice(0, index)
    copy?.push(shown)
  }
  return copy ?? items
}

function printableFields(given: object): object {
  let changed: Map<string, unknown> | undefined
  for (const name of Object.keys(given)) {
    const item = (given as Record<string, unknown>)[name]
    const shown = printableValue(item, name)
    if (shown === item && item !== undefined) continue
    changed ??= new Map()
    changed.set(name, shown)
  }
  if (!changed) return given
  const fields = Object.entries({ ...given, ...Object.fromEntries(changed) })
  return Object.fromEntries(fields.filter(([, item]) => item !== undefined))
}

const MANY_LINES = new Set(['sshConfig', 'bash', 'powershell', 'cmd'])
