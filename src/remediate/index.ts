import type { Remedy } from './define.js'
import updateAgent from './update-agent.js'

/** Every remedy, sorted by id. */
export const REMEDIES: readonly Remedy[] = [updateAgent]
