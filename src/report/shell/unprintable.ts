/**
 * Characters that no command shows as they are: controls, line ends, and marks that hide text or turn its direction.
 * A terminal would act on them, and a reader could not see what is pasted.
 */
export const UNPRINTABLE =
  /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/u

/** Without them, for shells that have no way to write them. */
export function withoutUnprintable(text: string): string {
  return text.replace(ALL, '')
}

const ALL = new RegExp(UNPRINTABLE, 'gu')
