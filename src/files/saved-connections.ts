import { configFile } from './config-file.js'
import { LARGEST, readText } from './read-text.js'

/** Names of the connections of the config, for completion: without its schema, and none where it cannot be read. */
export async function savedConnections(folder: string, named?: string): Promise<string[]> {
  const file = configFile(folder, named)
  if (file === undefined) return []
  try {
    const text = await readText(file, file, LARGEST.config)
    const config: unknown = file.endsWith('.json')
      ? JSON.parse(text)
      : (await import('./parse-yaml.js')).parseYaml(text)
    const { connections } = config as { connections?: object }
    return Object.keys(connections ?? {})
  } catch {
    return []
  }
}
