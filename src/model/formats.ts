/** What a report can be printed as. */
export const FORMATS = [
  'table',
  'json',
  'jsonl',
  'markdown',
  'html',
  'slack',
  'csv',
  'junit',
  'sarif',
  'asff',
  'metrics',
] as const
export type Format = (typeof FORMATS)[number]
