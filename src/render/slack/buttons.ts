import { clip } from '../../model/printable.js'
import { MAX_BUTTON_VALUE, type SlackAsk } from '../../model/slack-job.js'
import type { SlackBlock } from '../../model/slack-message.js'

export interface Button {
  text: string
  ask: SlackAsk
  style?: 'primary'
  /** Asked again before it counts: what happens, and what can go wrong. */
  confirm?: { title: string; text: string; yes: string }
}

/** One row of buttons; none where there is none that Slack would take. */
export function actionsBlock(buttons: readonly Button[]): SlackBlock[] {
  const elements = buttons.flatMap((button) => buttonElement(button) ?? [])
  return elements.length === 0 ? [] : [{ type: 'actions', elements }]
}

/**
 * A button; `undefined` where what it asks for is longer than Slack keeps.
 * @see https://docs.slack.dev/reference/block-kit/block-elements/button-element
 */
export function buttonElement({ text, ask: { ask, ...fields }, style, confirm }: Button): object | undefined {
  const value = JSON.stringify(fields)
  if (value.length > MAX_BUTTON_VALUE) return undefined
  return {
    ...{ type: 'button', text: plain(text, 75), action_id: ask, value },
    ...(style && { style }),
    ...(confirm && {
      confirm: {
        title: plain(confirm.title, 100),
        text: plain(confirm.text, 300),
        ...{ confirm: plain(confirm.yes, 30), deny: plain('No', 30) },
      },
    }),
  }
}

const plain = (text: string, max: number) => ({ type: 'plain_text', text: clip(text, max), emoji: false })
