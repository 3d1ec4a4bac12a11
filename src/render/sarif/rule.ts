import type { CatalogueEntry } from '../../model/catalogue.js'

/** A check as a rule of SARIF: its good condition, what a fail takes away, what it looks at and where AWS explains it. */
export function ruleOf({ id, title, subject, blocks, posture, needs, doc }: CatalogueEntry) {
  const effects = [...blocks.map((capability) => CAPABILITY_WORDS[capability]), ...(posture ? ['posture'] : [])]
  const effect = effects.length === 0 ? 'A fail takes nothing away.' : `A fail takes away: ${effects.join(', ')}.`
  const judged = `Judged for each ${subject}.`
  return {
    id,
    name: id.replace(/(^|-)(.)/g, (_, __, letter: string) => letter.toUpperCase()),
    shortDescription: { text: sentence(title) },
    fullDescription: { text: `${sentence(title)} ${judged} ${effect}` },
    help: {
      text: [sentence(title), judged, effect, looksAt(needs), `See ${doc}`].join('\n'),
      markdown: [
        `**${sentence(title)}**`,
        `${judged} ${effect}`,
        looksAt(needs.map((action) => `\`${action}\``)),
        `[AWS documentation](${doc})`,
      ].join('\n\n'),
    },
    helpUri: doc,
    defaultConfiguration: { level: blocks.length > 0 || posture ? 'error' : 'warning' },
    properties: { tags: [...new Set([subject, ...blocks, ...(posture ? ['posture'] : [])])] },
  }
}

const CAPABILITY_WORDS: Record<CatalogueEntry['blocks'][number], string> = {
  tunnel: 'tunnels',
  shell: 'shells',
  ssh: 'SSH',
  runCommand: 'Run Command',
}

const sentence = (title: string) => `${title.replace(/\.$/, '')}.`

const looksAt = (needs: readonly string[]) =>
  needs.length === 0 ? 'It looks at what other checks have read.' : `It looks at the answers of ${needs.join(', ')}.`
