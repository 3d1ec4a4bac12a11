import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { CLI, environmentOf, type Place } from './started-cli.js'

const SCRIPT = new URL('hung_up.py', import.meta.url).pathname

/** The exit code of `ssm-ready` in a terminal that is closed once it shows some words; minus the signal that ended it. */
export async function hungUp(words: string, argv: readonly string[], place: Place): Promise<number> {
  const { PATH, ...env } = environmentOf(place)
  const command = [SCRIPT, words, '/usr/bin/env', `PATH=${PATH}`, process.execPath, CLI, ...argv]
  const { stdout } = await promisify(execFile)(process.env['PYTHON'] ?? 'python3', command, {
    env: { ...env, PATH: process.env['PATH'] },
  })
  return Number(stdout)
}
