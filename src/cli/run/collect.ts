import { resolve } from 'node:path'
import { collectRedacted } from '../../app/index.js'
import { loadConfig } from '../../files/config.js'
import { writeFiles } from '../../files/write-files.js'
import type { CollectOptions } from '../commands/collect.js'
import type { Io } from '../io.js'
import { openAccount } from '../source.js'
import { progressOn } from '../terminal.js'

/** @returns the exit code */
export async function collect(options: CollectOptions, io: Io): Promise<number> {
  const { config } = loadConfig(io.cwd, options.config)
  const progress = progressOn(io, options.quiet === true)
  const account = await openAccount(options, io, config)
  const snapshot = await collectRedacted(account, config, {
    redact: options.redact === true,
    onProgress: progress,
  }).finally(progress.end)
  await writeFiles([{ path: resolve(io.cwd, options.out), content: `${JSON.stringify(snapshot)}\n` }])
  return 0
}
