/**
 * Marks that hide text or turn its direction: bidirectional marks and overrides, zero-width spaces, line and paragraph
 * separators, fillers, tags. ZWJ is none of them: emoji need it.
 */
export const INVISIBLE =
  /[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/u
