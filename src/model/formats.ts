/** What a report can be printed as. */
export const FORMATS = ['table', 'json', 'markdown', 'html', 'slack', 'csv', 'junit', 'sarif', 'asff'] as const
export type Format = (typeof FORMATS)[number]
