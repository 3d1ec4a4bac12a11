import type { PolicyStatement } from '../../model/change.js'

/** The whole document of an inline policy. */
export const documentOf = (statements: readonly PolicyStatement[]) => ({ Version: '2012-10-17', Statement: statements })
