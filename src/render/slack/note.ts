import type { SlackMessage, SlackWords } from '../../model/slack-message.js'
import { code, section, sentence } from './mrkdwn.js'

const MAX_WORDS = 900
const MAX_CODE = 300

/** A message of a sentence or two, in which nothing but names in code and people is markup. */
export function note(...parts: SlackWords[]): SlackMessage {
  const text = parts.map(inert).join('')
  return { text, blocks: [section([text])] }
}

function inert(part: SlackWords): string {
  if (typeof part === 'string') return sentence(part, MAX_WORDS)
  return 'code' in part ? code(part.code, MAX_CODE) : `<@${part.user.replace(/\W/g, '')}>`
}
