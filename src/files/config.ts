import { type Config, configSchema, DEFAULT_CONFIG } from '../model/config.js'
import { UsageError } from '../model/errors.js'
import { parseAs } from '../model/parse-json.js'
import { configFile } from './config-file.js'
import { fileTrouble } from './file-trouble.js'
import { LARGEST, readText } from './read-text.js'

/**
 * The config of an explicit file, else of the nearest `ssm-ready.config.{json,yaml}` upward of `folder`, else the defaults.
 * @throws UsageError naming the file, the field and what is accepted
 */
export async function loadConfig(folder: string, explicitFile?: string): Promise<{ config: Config; file?: string }> {
  const file = configFile(folder, explicitFile)
  if (file === undefined) return { config: DEFAULT_CONFIG }
  return { config: await parseConfig(await readText(file, `Config file ${file}`, LARGEST.config), file), file }
}

async function parseConfig(text: string, file: string): Promise<Config> {
  const config = parseAs(configSchema, (await parseText(text, file)) ?? {}, `Config file ${file}`)
  assertPattern(config, file)
  return config
}

async function parseText(text: string, file: string): Promise<unknown> {
  try {
    if (file.endsWith('.json')) return JSON.parse(text)
    const { parseYaml } = await import('./parse-yaml.js')
    return parseYaml(text)
  } catch (error) {
    const kind = file.endsWith('.json') ? 'JSON' : 'YAML'
    throw new UsageError(`Config file ${file} is no valid ${kind}: ${fileTrouble(error)}.`, { cause: error })
  }
}

function assertPattern(config: Config, file: string): void {
  const pattern = config.hosts === 'all' ? undefined : config.hosts?.namePattern
  if (pattern === undefined) return
  try {
    new RegExp(pattern, 'i')
  } catch (error) {
    throw new UsageError(`Config file ${file}: hosts.namePattern: expected a regular expression, got ${pattern}.`, {
      cause: error,
    })
  }
}
