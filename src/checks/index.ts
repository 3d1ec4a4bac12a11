import type { CheckDefinition } from './define.js'
import hostKeyless from './host-keyless.js'

/** Every check, sorted by id. Static imports, so that a bundler sees them; a test compares the list with the folder. */
export const CHECKS: readonly CheckDefinition[] = [hostKeyless] as CheckDefinition[]
