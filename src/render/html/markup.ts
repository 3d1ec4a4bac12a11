/** Markup that is safe to put in a page: the only way to make it is the {@link html} template, which escapes. */
export class Markup {
  readonly #text: string
  constructor(parts: readonly string[], values: readonly Content[]) {
    const inText = betweenTags(parts)
    this.#text = parts.reduce((text, part, index) => text + written(values[index - 1], inText[index - 1]) + part)
  }
  toString(): string {
    return this.#text
  }
}

export type Content = Markup | string | number | undefined | readonly Content[]

/** A template whose values are escaped, in text as in quoted attributes; lists are joined, `undefined` is nothing. */
export function html(parts: readonly string[], ...values: Content[]): Markup {
  return new Markup(parts, values)
}

function written(value: Content, inText = false): string {
  if (value === undefined) return ''
  if (value instanceof Markup) return value.toString()
  if (typeof value === 'object') return value.map((each) => written(each, inText)).join('')
  return String(value).replace(inText ? /[&<>]/g : /[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/**
 * Which values of a template certainly stand between tags, where quotes are text: commands are full of them. Before such
 * a value the template itself has closed a tag; one that begins inside a tag, with attributes alone, says nothing.
 */
function betweenTags(parts: readonly string[]): readonly boolean[] {
  const known = BETWEEN_TAGS.get(parts)
  if (known) return known
  let before = ''
  const found = parts.map((part) => {
    before += part
    return before.lastIndexOf('>') > before.lastIndexOf('<')
  })
  BETWEEN_TAGS.set(parts, found)
  return found
}

/** A template's parts are the same list each time. */
const BETWEEN_TAGS = new WeakMap<readonly string[], readonly boolean[]>()

/** An element's id from ids of AWS: without white space. */
export function anchor(...ids: string[]): string {
  return ids.join('/').replace(/\s+/g, '_')
}

/** The id of a database's row; accounts that share a VPC may have databases of one name there. */
export const databaseAnchor = (vpcId = '', kind = '', databaseId = '', accountId?: string): string =>
  anchor(vpcId, kind, databaseId, ...(accountId === undefined ? [] : [accountId]))

/** The `href` that leads to an element. */
export function hrefTo(id: string): string {
  return `#${encodeURIComponent(id)}`
}

/** A link out of the page; anything but https stays text. */
export function link(url: string, text: string): Markup {
  if (!url.startsWith('https://')) return html`${text}`
  return html`<a href="${url}" rel="noreferrer noopener">${text}</a>`
}

/** Symbol and word; the class gives the colour. */
export function badge(kind: string, symbol: string, word: string): Markup {
  return html`<span class="badge is-${kind}"><span aria-hidden="true">${symbol}</span> ${word}</span>`
}
