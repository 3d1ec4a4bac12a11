import type { Renderer } from './types.js'

/** The report itself, indented by one space: with two, a fifth of a large report is white space. */
export const render: Renderer = (report) => escapeUnseen(JSON.stringify(report, null, 1))

/** JSON in which what a terminal or an editor would act on or hide is written as its escape. */
export const escapeUnseen = (json: string): string => json.replace(UNSEEN, escapes)

/** What JSON leaves as it is: DEL, C1 controls, marks that turn the direction, invisible characters, line separators. */
const UNSEEN =
  /[\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}]/gu

function escapes(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
