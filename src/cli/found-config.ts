import { relative } from 'node:path'
import { loadConfig } from '../files/config.js'
import type { Config } from '../model/config.js'
import { printable } from '../model/printable.js'
import type { Io } from './io.js'
import type { CommonOptions } from './options.js'

export interface FoundConfig {
  config: Config
  /** As seen from the working folder; absent: there is none. */
  configFile?: string
}

/** The config that is named or found. One that nobody named is told on stderr: it may be a surprise. */
export async function foundConfig(options: CommonOptions, io: Io): Promise<FoundConfig> {
  const { config, file } = await loadConfig(io.cwd, options.config)
  if (file === undefined) return { config }
  if (options.config === undefined && options.quiet !== true) io.stderr.write(`Config: ${printable(file)}\n`)
  return { config, configFile: relative(io.cwd, file) }
}
