import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clip, printable, printableLines } from '../../src/model/printable.js'

describe('printable', () => {
  it.each([
    ['plain ascii ~', 'plain ascii ~'],
    ['Ünïcödé 日本語 👩‍👩‍👧', 'Ünïcödé 日本語 👩‍👩‍👧'],
    ['\u001b[31mred', '␛[31mred'],
    ['a\nb\tc\rd', 'a␊b␉c␍d'],
    ['\u007f\u009b', '␡[U+009B]'],
    ['\u202Egnp.exe', '[U+202E]gnp.exe'],
    ['zero\u200bwidth', 'zero[U+200B]width'],
    ['\ud800 lone', '\ufffd lone'],
    ['end \udc00', 'end \ufffd'],
    ['hidden \u{e0041}', 'hidden [U+E0041]'],
  ])('%j becomes %j', (text, expected) => {
    expect(printable(text)).toBe(expected)
  })

  it('leaves nothing that a terminal, an XML parser or a reader could trip over, and is done after one go', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = printable(text)
        expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029\ufffe\uffff]/u)
        expect(printable(shown)).toBe(shown)
      }),
    )
  })

  it('keeps lines where lines are meant', () => {
    expect(printableLines('Host a\n  User b\u001b')).toBe('Host a\n  User b␛')
  })
})

describe('clip', () => {
  it('never cuts a character in half, and stays within the limit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, max) => {
        const clipped = clip(text, max)
        expect(clipped.length).toBeLessThanOrEqual(max)
        expect(clipped).not.toMatch(/\p{Surrogate}/u)
        if (text.length <= max) expect(clipped).toBe(text)
      }),
    )
  })
})
