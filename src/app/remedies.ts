import type { Remedy } from '../remediate/define.js'
import { REMEDIES } from '../remediate/index.js'

/** Ids, titles and needs of all remedies. */
export const remedies = (): readonly Pick<Remedy, 'id' | 'title' | 'doc' | 'needs'>[] => REMEDIES
