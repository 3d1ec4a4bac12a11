import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TerminalModes } from '../../src/local/terminal-modes.js'

const leftBy = (...outputs: string[]) => {
  const modes = new TerminalModes()
  for (const output of outputs) modes.note(Buffer.from(output, 'latin1'))
  return modes.undo()
}

describe('what a session leaves behind in a terminal', () => {
  it.each([
    ['nothing', 'ls\r\n\u001b[31mred\u001b[0m', ''],
    ['an editor that ended', '\u001b[?1049h\u001b[?25l…\u001b[?25h\u001b[?1049l', ''],
    ['an editor that did not', '\u001b[?1049h\u001b[?25l', '\u001b[?1049l\u001b[?25h'],
    ['the mouse, in one sequence', '\u001b[?1000;1006h\u001b[?1000l', '\u001b[?1006l'],
  ])('%s', (_, output, undone) => {
    expect(leftBy(output)).toBe(undone)
  })

  it('is seen wherever the output is cut', () => {
    const output = 'a\u001b[?1049hb\u001b[?25lc\u001b[?1;2004hd\u001b[?2004l'
    fc.assert(
      fc.property(fc.nat(output.length), fc.nat(output.length), (a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)]
        const parts = [output.slice(0, first), output.slice(first, second), output.slice(second)]
        expect(leftBy(...parts)).toBe('\u001b[?1049l\u001b[?25h\u001b[?1l')
      }),
    )
  })
})
