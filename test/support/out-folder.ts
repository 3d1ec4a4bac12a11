import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { type CliResult, runCli } from './cli.js'

/** An environment that says nothing but what terminal it is. */
export const BARE = { TERM: 'xterm-256color' }

export interface OutFolder {
  /** An empty folder, another for each test. */
  folder: string
  /** Runs the command line there. */
  inFolder: (argv: readonly string[]) => Promise<CliResult>
  /** The report of an audit there. */
  reportOf: (argv: readonly string[]) => Promise<Report>
}

/** Gives each test of a file an empty folder to work in. */
export function useOutFolder(): OutFolder {
  const here: OutFolder = {
    folder: '',
    inFolder: (argv) => runCli(argv, { cwd: here.folder, env: BARE }),
    reportOf: async (argv) => JSON.parse((await here.inFolder(['audit', ...argv, '--format', 'json'])).stdout),
  }
  beforeEach(async () => {
    here.folder = await mkdtemp(join(tmpdir(), 'ssm-ready-out-'))
  })
  afterEach(() => rm(here.folder, { recursive: true, force: true }))
  return here
}
