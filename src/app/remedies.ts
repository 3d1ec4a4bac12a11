import type { RemedyDefinition } from '../remediate/define.js'
import { REMEDIES } from '../remediate/index.js'

/** Ids, titles and documentation of all remedies. */
export const remedies = (): readonly Pick<RemedyDefinition, 'id' | 'title' | 'doc'>[] => REMEDIES
