import { INVISIBLE } from '../model/invisible.js'

/**
 * Characters that no command shows as they are: controls, line ends, and marks that hide text or turn its direction.
 * A terminal would act on them, and a reader could not see what is pasted.
 */
export const UNPRINTABLE = new RegExp(`[\\p{Cc}\\p{Cs}\\p{Noncharacter_Code_Point}]|${INVISIBLE.source}`, 'u')

/** Without them, for shells that have no way to write them. */
export function withoutUnprintable(text: string): string {
  return text.replace(ALL, '')
}

const ALL = new RegExp(UNPRINTABLE, 'gu')
