import type { DoctorLine } from '../model/doctor.js'
import { type AgentVersion, compareVersions, parseVersion } from '../model/version.js'

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/plugin-version-history.html */
const OLDEST_WORKING = [1, 1, 17, 0] as const
/** Signs OpenDataChannel; the oldest version that AWS supports. */
const OLDEST_SUPPORTED = [1, 2, 764, 0] as const
/** Tunnels survive a WebSocket reconnect from here on. */
const RECOMMENDED = [1, 2, 835, 0] as const

/** Versions with a known fault. */
const KNOWN_BAD: Record<string, string> = {
  '1.2.323.0': 'it closes port sessions after about a minute',
  '1.2.688.0': 'AWS has withdrawn it',
  '1.2.889.0': 'AWS has withdrawn it',
}

/** Judges the version that `session-manager-plugin --version` prints. */
export function judgePlugin(text: string, install: string): DoctorLine {
  const id = 'session-manager-plugin'
  const version = parseVersion(text.trim())
  if (version === undefined)
    return {
      id,
      status: 'unknown',
      reason: 'version-unreadable',
      message: `session-manager-plugin prints ${JSON.stringify(text)} as its version.`,
    }
  const shown = `session-manager-plugin ${text.trim()}`
  const bad = KNOWN_BAD[text.trim()]
  if (bad !== undefined) return { id, status: 'fail', reason: 'known-bad', message: `${shown}: ${bad}.`, fix: install }
  const older = (floor: AgentVersion) => compareVersions(version, floor) < 0
  if (older(OLDEST_WORKING))
    return {
      id,
      status: 'fail',
      reason: 'too-old',
      message: `${shown} is older than 1.1.17.0, the first that works.`,
      fix: install,
    }
  if (older(OLDEST_SUPPORTED))
    return {
      id,
      status: 'warn',
      reason: 'not-supported',
      message: `${shown} does not sign OpenDataChannel: AWS supports 1.2.764.0 and later.`,
      fix: install,
    }
  if (older(RECOMMENDED))
    return {
      id,
      status: 'warn',
      reason: 'tunnels-may-die',
      message: `${shown} can lose a tunnel when its WebSocket reconnects; fixed in 1.2.835.0.`,
      fix: install,
    }
  return { id, status: 'pass', reason: 'supported', message: `${shown} is installed.` }
}

const DOWNLOADS = 'https://s3.amazonaws.com/session-manager-downloads/plugin/latest'

/** How to install the plugin on this kind of machine. */
export function installLine(platform: NodeJS.Platform, arch: string, hasDpkg: boolean): string {
  const arm = arch === 'arm64'
  if (platform === 'darwin') return 'brew install --cask session-manager-plugin'
  if (platform === 'win32') return `run ${DOWNLOADS}/windows/SessionManagerPluginSetup.exe as administrator`
  if (hasDpkg)
    return `curl -fsSLo session-manager-plugin.deb ${DOWNLOADS}/${arm ? 'ubuntu_arm64' : 'ubuntu_64bit'}/session-manager-plugin.deb && sudo dpkg -i session-manager-plugin.deb`
  return `sudo dnf install -y ${DOWNLOADS}/${arm ? 'linux_arm64' : 'linux_64bit'}/session-manager-plugin.rpm`
}
