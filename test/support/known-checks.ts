import { CHECKS } from '../../src/checks/index.js'
import KNOWN_IDS from '../golden/check-ids.json' with { type: 'json' }

const isKnown = ({ id }: { id: string }) => KNOWN_IDS.includes(id)

/** The checks that expectations about whole accounts were written for, golden files included: a later check changes none. */
export const KNOWN_CHECKS = CHECKS.filter(isKnown)
export const LATER_IDS = CHECKS.filter((check) => !isKnown(check)).map(({ id }) => id)
