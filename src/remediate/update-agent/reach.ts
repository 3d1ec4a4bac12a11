import { once } from '../../inventory/once.js'
import type { JudgedFinding, Subject } from '../../model/finding.js'
import { bearsOnHost, isMendedWith, stopsUpdates } from '../../model/run-command.js'
import type { Obstacle, World } from '../define.js'

const stopping = once(({ findings }: World) => findings.filter(stopsUpdates))

/** Why a command that updates the agent of a host would not be carried out. */
export function outOfReach(host: Subject, world: World): Obstacle | undefined {
  const finding = stopping(world).find((each) => bearsOnHost(each, host))
  return (
    finding && {
      reason: 'run-command-blocked',
      message: `No update by Run Command would be carried out on ${host.id} before ${finding.checkId} is mended, which the same plan can do: ${finding.message}`,
    }
  )
}

/**
 * The update of a host comes after what lets its commands through.
 * @param own the findings that the update is for
 * @param before the account as it is
 */
export function wayOfCommands(own: readonly JudgedFinding[], before: World) {
  const stops = own.flatMap(({ subject }) =>
    stopping(before).flatMap((finding) => (bearsOnHost(finding, subject) ? [{ finding, host: subject }] : [])),
  )
  if (stops.length === 0) return undefined
  return (earlier: JudgedFinding) => stops.some(({ finding, host }) => isMendedWith(finding, host, earlier))
}
