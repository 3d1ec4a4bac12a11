/** Named as the SDK's own, which tries such a call again. */
class TimeoutError extends Error {
  override name = 'TimeoutError'
}

/** What the work gives, unless it takes longer: then it is left to itself, and there is no answer. */
export async function within<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeoutError(`no whole answer in ${milliseconds} ms`)), milliseconds)
  })
  const answer = work()
  // Whoever waited is gone by then.
  answer.catch(() => undefined)
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
