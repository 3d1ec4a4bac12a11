/** What a session needs of the terminal that it is shown on. */
export type Screen = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'rows' | 'on' | 'off'>

/** In characters; `undefined` where this is no terminal, or one that does not know. */
export function sizeOf({ isTTY, columns, rows }: Screen): { cols: number; rows: number } | undefined {
  return isTTY && columns > 0 && rows > 0 ? { cols: columns, rows } : undefined
}

/** Calls back whenever the window has another size. @returns what stops that */
export function onResize(screen: Screen, changed: () => void): () => void {
  screen.on('resize', changed)
  return () => void screen.off('resize', changed)
}

/**
 * Hands on every key as it is, Ctrl-C and Ctrl-Z, too, until the terminal is given back: by what this returns, or when the
 * program ends, however it does.
 */
export function enterRawMode(input: NodeJS.ReadStream): () => void {
  if (!input.isTTY) return () => undefined
  // A shell that stopped this program has made the terminal its own meanwhile, and Node does not know.
  const again = () => {
    input.setRawMode(false)
    input.setRawMode(true)
  }
  const leave = () => {
    process.removeListener('SIGCONT', again)
    process.removeListener('exit', leave)
    input.setRawMode(false)
  }
  process.on('SIGCONT', again)
  process.on('exit', leave)
  input.setRawMode(true)
  return leave
}
