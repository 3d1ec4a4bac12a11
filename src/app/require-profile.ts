import { profileNames } from '../files/profile-names.js'
import type { Env } from '../model/env.js'
import { UsageError } from '../model/errors.js'
import { nearestOf } from '../model/nearest.js'

/**
 * Makes sure that a profile is there. Without it, the SDK would go on to whatever other credentials it finds.
 * @throws UsageError with the nearest name
 */
export async function requireProfile(profile: string | undefined, env: Env): Promise<void> {
  const wanted = profile ?? (env['AWS_PROFILE'] || undefined)
  if (wanted === undefined || wanted === 'default') return
  const known = await profileNames(env)
  if (known.includes(wanted)) return
  const guess = nearestOf(wanted, known)
  const listed =
    known.length === 0 ? 'the shared config and credentials files have none' : `there are ${known.join(', ')}`
  throw new UsageError(`No profile ${wanted}: ${guess === undefined ? listed : `did you mean ${guess}?`}`)
}
