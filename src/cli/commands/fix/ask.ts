import type { Io } from '../../io.js'

/** Asks whoever sits at the terminal. @returns what is approved; `undefined`: nothing, or nobody sits there */
export async function askForAll({ stdin, stderr }: Pick<Io, 'stdin' | 'stderr'>): Promise<['all'] | undefined> {
  if (stdin.isTTY !== true || stderr.isTTY !== true) return undefined
  const { createInterface } = await import('node:readline/promises')
  const dialogue = createInterface({ input: stdin, output: stderr })
  // Ctrl-C and Ctrl-D close it; the question would wait for ever.
  const closed = new AbortController()
  dialogue.once('close', () => closed.abort())
  const answer = await dialogue
    .question('Carry out all steps? Type yes: ', { signal: closed.signal })
    .catch((error: unknown) => {
      if (closed.signal.aborted) return ''
      throw error
    })
  dialogue.close()
  return answer.trim().toLowerCase() === 'yes' ? ['all'] : undefined
}
