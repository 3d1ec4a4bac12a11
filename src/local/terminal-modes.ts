const ESCAPE = '\u001b'
const SWITCHES = new RegExp(`${ESCAPE}\\[\\?([\\d;]+)([hl])`, 'g')
const CUT = new RegExp(`${ESCAPE}(\\[(\\?[\\d;]{0,40})?)?$`)
/** The cursor, which is there unless somebody hides it; everything else is off unless somebody turns it on. */
const CURSOR = '25'

/**
 * What programs turn on in a terminal while they run (another screen, reports of the mouse, a hidden cursor), so that it can
 * be turned off for those that never come to it.
 * @see https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h3-Functions-using-CSI-_-ordered-by-the-final-character_s_
 */
export class TerminalModes {
  readonly #changed = new Set<string>()
  #cut = ''

  note(output: Buffer): void {
    if (this.#cut === '' && !output.includes(0x1b)) return
    const text = this.#cut + output.toString('latin1')
    for (const [, modes = '', how] of text.matchAll(SWITCHES))
      for (const mode of modes.split(';'))
        if ((how === 'h') === (mode === CURSOR)) this.#changed.delete(mode)
        else this.#changed.add(mode)
    this.#cut = CUT.exec(text)?.[0] ?? ''
  }

  /** What brings the terminal back; empty where nothing was left behind. */
  undo(): string {
    return [...this.#changed].map((mode) => `${ESCAPE}[?${mode}${mode === CURSOR ? 'h' : 'l'}`).join('')
  }
}
