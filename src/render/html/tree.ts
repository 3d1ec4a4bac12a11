import { html, Markup } from './markup.js'

/** Text, or an element: its name, its attributes, its children. */
type Node = string | [string, Record<string, string>, ...Node[]]

/**
 * Markup as data, for the page's script to build with `createElement` and text nodes when it is wanted: a page of many
 * VPCs opens at once, and nothing is ever parsed as HTML after loading. Nothing in it can end the element, as `<` is
 * written as its escape.
 */
export function asData(markup: Markup): Markup {
  const text = JSON.stringify(parse(markup.toString())).replaceAll('<', '\\u003c')
  return new Markup([`<script type="application/json">${text}</script>`], [])
}

const TOKEN = /<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z-]+(?:="[^"]*")?)*)(\/?)>|([^<]+)/y
const ATTRIBUTE = / ([a-zA-Z-]+)(?:="([^"]*)")?/g
const EMPTY = new Set(['br', 'input'])

/** Reads what {@link html} makes, which is stricter than HTML at large. */
function parse(text: string): Node[] {
  const root: Node = ['', {}]
  const open: [string, Record<string, string>, ...Node[]][] = [root]
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const [found, close, name, attributes = '', closed, words] = TOKEN.exec(text) ?? []
    const parent = open.at(-1)
    if (found === undefined || parent === undefined) throw new Error(`Markup that cannot be read at ${at}`)
    if (words !== undefined) addText(parent, words)
    else if (name !== undefined && close === '') {
      const element: [string, Record<string, string>, ...Node[]] = [name, attributesOf(attributes)]
      parent.push(element)
      if (closed === '' && !EMPTY.has(name)) open.push(element)
    } else if (open.pop()?.[0] !== name) throw new Error(`Markup that does not nest at ${at}`)
  }
  if (open.length !== 1) throw new Error('Markup that does not end')
  const [, , ...children] = root
  return children
}

function addText(parent: [string, Record<string, string>, ...Node[]], words: string): void {
  if (!/^\s*\n\s*$/.test(words)) parent.push(decoded(words))
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, decoded(value)]))
}

function decoded(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => CHARACTERS[entity] ?? entity)
}

const CHARACTERS: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }
