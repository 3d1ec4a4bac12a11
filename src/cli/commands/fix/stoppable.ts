import type { Io } from '../../io.js'

/**
 * Does something with a plan that begins nothing more once somebody asks the program to stop. Who asks again is obeyed at once:
 * the journal knows what was begun.
 * @returns `stopped`: the exit code of a program that was asked to stop
 */
export async function stoppable<T>(
  planId: string,
  io: Io,
  work: (stop: AbortSignal) => Promise<T>,
): Promise<{ value: T; stopped?: number }> {
  const { catchStop } = await import('../../../app/index.js')
  const { asked, release } = catchStop()
  const controller = new AbortController()
  let stopped: number | undefined
  void asked.then((code) => {
    stopped = code
    release()
    controller.abort()
    io.stderr.write(
      `Stopping when this step has ended (again: at once). To go on: fix apply ${planId}; to take it back: fix revert ${planId}\n`,
    )
  })
  try {
    const value = await work(controller.signal)
    return { value, ...(stopped !== undefined && { stopped }) }
  } finally {
    release()
  }
}
