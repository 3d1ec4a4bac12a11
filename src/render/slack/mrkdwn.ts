import { clip } from '../../model/printable.js'

export const MAX_BLOCKS = 12
const MAX_TEXT = 3000
const MAX_HEADER = 150

export type Block = { type: string } & Record<string, unknown>

/** Slack reads `&`, `<` and `>` as markup, and nothing else can start a mention or a link. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Text as code: no markup, mention or emoji works in it. A backtick would end it, so that a look-alike stands for it. */
export function code(text: string, max = 100): string {
  const inert = clip(text, max).replaceAll('`', 'ˋ').trim()
  return inert === '' ? '' : `\`${escapeText(inert)}\``
}

/** A command as it is; three backticks would end the block. */
export function codeBlock(text: string): string {
  return `\`\`\`${escapeText(text.replaceAll('```', 'ˋˋˋ'))}\`\`\``
}

/** A sentence with other people's words in it: stars, tildes and backticks stay letters, and so do `_` around a word. */
export function sentence(text: string, max = 400): string {
  return escapeText(clip(text, max))
    .replaceAll('*', '∗')
    .replaceAll('~', '∼')
    .replaceAll('`', 'ˋ')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, 'ˍ')
}

export function header(text: string): Block {
  return { type: 'header', text: { type: 'plain_text', text: clip(text, MAX_HEADER), emoji: false } }
}

/** As many of the lines as fit; the last line says how many did not. */
export function section(lines: readonly string[]): Block {
  return { type: 'section', text: mrkdwn(fitting(lines)) }
}

export function context(text: string): Block {
  return { type: 'context', elements: [mrkdwn(text)] }
}

export function message(text: string, blocks: readonly Block[]): string {
  return `${JSON.stringify({ text, blocks }, undefined, 2)}\n`
}

function mrkdwn(text: string) {
  return { type: 'mrkdwn', text, verbatim: true }
}

/** Whole lines only: a cut in the middle could leave markup open. */
function fitting(lines: readonly string[]): string {
  const room = MAX_TEXT - 20
  const kept: string[] = []
  let used = 0
  for (const line of lines) {
    if (used + line.length + 1 > room) break
    kept.push(line)
    used += line.length + 1
  }
  const left = lines.length - kept.length
  return [...kept, ...(left > 0 ? [`and ${left} more`] : [])].join('\n')
}
