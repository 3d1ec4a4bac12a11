import type { Env } from '../model/env.js'

/** The profile that is meant; empty: what the SDK takes by itself. */
export function profileOf({ profile }: { profile?: string | undefined }, env: Env): string {
  return profile || env['AWS_PROFILE'] || ''
}
