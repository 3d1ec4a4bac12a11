import { describe, expect, it } from 'vitest'
import { html } from '../../src/render/html/markup.js'

const QUOTES = `"'`
const ESCAPED = '&quot;&#39;'

describe('the markup of the HTML report', () => {
  it('leaves quotes between tags as they are, and nothing else', () => {
    expect(String(html`<p>${`${QUOTES}<&>`}</p>`)).toBe(`<p>${QUOTES}&lt;&amp;&gt;</p>`)
    expect(String(html`<b title="x">${['a"', html`<i>${"'"}</i>`]}</b>`)).toBe(`<b title="x">a"<i>'</i></b>`)
  })

  it('escapes quotes in attributes, also behind other tags and in templates that are attributes alone', () => {
    expect(String(html`<p>${QUOTES}</p><b title="${QUOTES}">${QUOTES}</b>`)).toBe(
      `<p>${QUOTES}</p><b title="${ESCAPED}">${QUOTES}</b>`,
    )
    expect(String(html`<b ${html`id="${QUOTES}" title="${[QUOTES]}"`}>x</b>`)).toBe(
      `<b id="${ESCAPED}" title="${ESCAPED}">x</b>`,
    )
  })

  it('escapes quotes where the template does not say where it will stand', () => {
    expect(String(html`${QUOTES}`)).toBe(ESCAPED)
  })
})
