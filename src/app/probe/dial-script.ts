import type { CommandEnd } from '../../aws/run-command.js'
import type { DialPlatform } from '../../model/probe-actions.js'
import type { ProbeResult } from '../../model/snapshot-probes.js'
import { quotePosix } from '../../shell/posix.js'
import { powershellText } from '../../shell/powershell.js'

/** Seconds for the connection. */
const PATIENCE = 10
/** What `timeout` ends with when it had to end something. */
const TOO_LATE = 124
/** Names and addresses; nothing else is put into a script that runs with all rights. */
const HOST = /^[a-z0-9][a-z0-9.:-]*$/i

/** A script that opens one connection and closes it again; `undefined` for a name that is none. */
export function dialScript(platform: DialPlatform, host: string, port: number): string[] | undefined {
  if (!HOST.test(host) || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined
  return platform === 'Windows' ? windowsScript(host, port) : linuxScript(host, port)
}

/** bash opens what it calls /dev/tcp by itself. @see https://www.gnu.org/software/bash/manual/bash.html#Redirections */
const linuxScript = (host: string, port: number): string[] => [
  'begun=$(date +%s%N)',
  `LC_ALL=C timeout ${PATIENCE} bash -c ${quotePosix(`exec 3<>/dev/tcp/${host}/${port}`)}`,
  'code=$?',
  'ended=$(date +%s%N)',
  'case $begun$ended in *[!0-9]*) ;; *) echo "took $(( (ended - begun) / 1000000 )) ms" ;; esac',
  'exit $code',
]

const windowsScript = (host: string, port: number): string[] => [
  '$client = New-Object System.Net.Sockets.TcpClient',
  '$watch = [System.Diagnostics.Stopwatch]::StartNew()',
  'try {',
  `  $isOpen = $client.ConnectAsync(${powershellText(host)}, ${port}).Wait(${PATIENCE * 1_000})`,
  '  Write-Output "took $($watch.ElapsedMilliseconds) ms"',
  `  if (-not $isOpen) { exit ${TOO_LATE} }`,
  '} catch {',
  '  Write-Output "$($_.Exception.GetBaseException().SocketErrorCode)"',
  '  exit 1',
  '} finally { $client.Close() }',
  'exit 0',
]

/** The host's own words for a connection that could not be made; that of bash is English, since the script asks for it. */
const REFUSED =
  /connection refused|no route to host|network is unreachable|name or service not known|no address associated|\b(ConnectionRefused|HostUnreachable|NetworkUnreachable|HostNotFound|NoData)\b/i
const SILENT = /timed out|\bTimedOut\b/i

/**
 * What came of it. Only what the host itself says of the connection is a refusal: a program that is missing is none.
 * @param waitedMs for the command, where nothing tells for how long the connection was waited for
 */
export function readDial(end: CommandEnd, waitedMs: number): Omit<ProbeResult, 'at' | 'by'> {
  const { status, exitCode, stdout, stderr, elapsedMs } = end
  const words = `${stderr}\n${stdout.replace(TOOK, '')}`.trim().slice(0, LONGEST_WORDS)
  const latency = { latencyMs: Number(TOOK.exec(stdout)?.[1] ?? elapsedMs ?? Math.round(waitedMs)) }
  const hasRun = status === 'Success' || status === 'Failed'
  if (!hasRun) return { outcome: 'failed', step: 'start', words: `the command ended as ${status} ${words}`.trim() }
  if (exitCode === 0) return { outcome: 'answered', ...latency }
  if (exitCode === TOO_LATE || SILENT.test(words)) return { outcome: 'silent', ...latency }
  if (REFUSED.test(words)) return { outcome: 'refused', ...latency, words }
  return { outcome: 'failed', step: 'dial', words: words === '' ? `exit code ${exitCode}` : words }
}

const TOOK = /took (\d+) ms/
const LONGEST_WORDS = 300
