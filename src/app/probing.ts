import { catchStop } from '../local/signals.js'
import type { AuditDependencies } from './audit.js'
import { type ProbeOptions, probeTunnels } from './probe.js'

/** For how long a probe from the command line starts sessions, in milliseconds. */
const LIMIT = 5 * 60_000

/**
 * A probe that somebody may stop at the keyboard: then its sessions are ended first, on AWS's side, too, and the program
 * ends as the signal would have ended it.
 */
export function probing(
  options: Pick<ProbeOptions, 'account' | 'env' | 'onProgress'>,
): NonNullable<AuditDependencies['probe']> {
  return async (report, snapshot) => {
    const stop = catchStop()
    const controller = new AbortController()
    let exitCode = 0
    void stop.asked.then((code) => {
      exitCode = code
      controller.abort()
    })
    try {
      return await probeTunnels(report, snapshot, { ...options, limit: LIMIT, signal: controller.signal })
    } finally {
      stop.release()
      // Shells give 128 and the number of the signal.
      if (exitCode > 0) process.kill(process.pid, exitCode - 128)
    }
  }
}
