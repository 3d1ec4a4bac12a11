import type { CommandEnd } from '../../aws/run-command.js'
import type { DialPlatform } from '../../model/probe-actions.js'
import type { Diagnosis } from '../../model/snapshot-probes.js'
import { fieldOf, jsonOf, textOf } from '../../session/json.js'

/** Where the agent's packages put it. */
const PLACES = ['/usr/bin/ssm-cli', '/snap/amazon-ssm-agent/current/ssm-cli']

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-cli.html */
export const diagnosticsScript = (platform: DialPlatform): string[] =>
  platform === 'Windows'
    ? ['& "$env:ProgramFiles\\Amazon\\SSM\\ssm-cli.exe" get-diagnostics --output json', 'exit $LASTEXITCODE']
    : [
        ...PLACES.map((place) => `[ -x ${place} ] && exec ${place} get-diagnostics --output json`),
        'echo "there is no ssm-cli" >&2',
        'exit 127',
      ]

/** What the agent found; other words where it did not say. */
export function readDiagnostics({ status, exitCode, stdout, stderr }: CommandEnd): Omit<Diagnosis, 'at'> {
  const list = fieldOf(jsonOf(Buffer.from(stdout.slice(Math.max(0, stdout.indexOf('{'))))), 'DiagnosticsOutput')
  const checks = Array.isArray(list) ? list.map(checkOf) : [undefined]
  const known = checks.filter((check) => check !== undefined)
  if (known.length > 0 && known.length === checks.length) return { checks: known }
  const words = (stderr.trim() || stdout.trim()).slice(0, LONGEST_WORDS)
  return { checks: [], words: `${status}, exit code ${exitCode}${words === '' ? '' : `: ${words}`}` }
}

function checkOf(entry: unknown): Diagnosis['checks'][number] | undefined {
  const [check, status, note] = ['Check', 'Status', 'Note'].map((name) => textOf(entry, name))
  if (check === undefined || status === undefined) return undefined
  if (status !== 'Failed' || note === undefined) return { check, status }
  return { check, status, note: note.slice(0, LONGEST_WORDS), ...(STS_ALONE.test(note) && { stsAlone: true }) }
}

/** It asks AWS STS who it is; without a way there it says so in these words. */
const STS_ALONE = /^(STS call timed out|Failed call sts endpoint)/

const LONGEST_WORDS = 300
