import { runCommand } from '../../aws/run-command.js'
import type { Collected } from '../../model/collected.js'
import { DIAL_DOCUMENTS, type DialPlatform } from '../../model/probe-actions.js'
import type { ProbeResult } from '../../model/snapshot-probes.js'
import { probeBySession, type SessionProbeWish } from '../session/probe.js'
import { dialScript, readDial } from './dial-script.js'

export interface ProbeWish extends SessionProbeWish {
  /** Of a host that takes commands. */
  platform?: DialPlatform
}

/**
 * Tries a tunnel by a session; where this identity may open none, by a dial of the host itself, through Run Command. That
 * proves less: neither a session nor who answers.
 * @returns the refusal of the session where commands are of no help either, with theirs
 */
export async function probeOnce(wish: ProbeWish): Promise<Collected<ProbeResult>> {
  const bySession = await probeBySession(wish)
  if (bySession.outcome !== 'denied') return bySession
  const byCommand = await probeByCommand(wish)
  if (byCommand === undefined) return bySession
  if (byCommand.outcome === 'ok') return byCommand
  return { ...bySession, message: `${bySession.message} Nor did ${byCommand.api} help: ${byCommand.message}` }
}

async function probeByCommand(wish: ProbeWish): Promise<Collected<ProbeResult> | undefined> {
  const { hostId, region, database, account, platform, signal } = wish
  const commands = platform && dialScript(platform, database.endpoint, database.port)
  if (!commands) return undefined
  const at = account.now().toISOString()
  const begun = performance.now()
  const end = await runCommand({
    ssm: account.clients.ssm(region),
    region,
    instanceId: hostId,
    document: DIAL_DOCUMENTS[platform],
    commands,
    comment: `ssm-ready: probe of ${database.databaseId}`,
    sleep: account.sleep,
    signal,
  })
  if (end.outcome !== 'ok') return end
  return { ...end, value: { at, by: 'runCommand', ...readDial(end.value, performance.now() - begun) } }
}
