import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { askForAll } from '../../src/cli/commands/fix/ask.js'

/** A terminal at which somebody types. */
function terminal(isTTY = true) {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()].map((stream) => Object.assign(stream, { isTTY }))
  return { stdin, stderr } as unknown as Parameters<typeof askForAll>[0] & Record<'stdin' | 'stderr', PassThrough>
}

describe('the question whether all steps are to be carried out', () => {
  it.each([
    ['yes\n', ['all']],
    [' Yes \n', ['all']],
    ['y\n', undefined],
    ['\n', undefined],
    ['no\n', undefined],
    // Ctrl-C and Ctrl-D, as a terminal sends them.
    ['\u0003', undefined],
    ['\u0004', undefined],
  ])('%j', async (typed, approved) => {
    const io = terminal()
    io.stdin.write(typed)
    expect(await askForAll(io)).toEqual(approved)
    expect(String(io.stderr.read())).toContain('Type yes: ')
  })

  it('is answered by nobody who goes away', async () => {
    const io = terminal()
    io.stdin.end()
    expect(await askForAll(io)).toBeUndefined()
  })

  it('is not asked where nobody sits', async () => {
    const io = terminal(false)
    expect(await askForAll(io)).toBeUndefined()
    expect(io.stderr.read()).toBeNull()
  })
})
