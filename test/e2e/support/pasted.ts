import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Sim } from './sim.js'

export const awsCliAvailable = spawnSync('aws', ['--version']).status === 0
if (!awsCliAvailable)
  console.warn('SKIPPED: no AWS CLI on the PATH: that the printed commands run against AWS is not proven.')

/** Pastes lines into bash, which runs them by the real AWS CLI against the simulated AWS; the first that fails throws. */
export async function pasteInBash(lines: string, sim: Sim, values: Record<string, string> = {}): Promise<void> {
  const filled = lines.replace(/YOUR_([A-Z_]+)/g, (word, name: string) => values[name] ?? word)
  if (filled.includes('YOUR_')) throw new Error(`a value is missing: ${filled}`)
  const folder = await mkdtemp(join(tmpdir(), 'pasted-'))
  // Version 1 of the AWS CLI reads no AWS_REGION, and asks for one wherever an address is given.
  const AWS_DEFAULT_REGION = sim.env['AWS_REGION']
  const env = { ...process.env, ...sim.env, AWS_DEFAULT_REGION, AWS_PAGER: '', HOME: process.env['HOME'] ?? folder }
  try {
    await promisify(execFile)('bash', ['-e', '-c', filled], { env, cwd: folder })
  } finally {
    await rm(folder, { recursive: true })
  }
}
