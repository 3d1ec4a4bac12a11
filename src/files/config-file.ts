import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const FILE_NAMES = ['ssm-ready.config.json', 'ssm-ready.config.yaml', 'ssm-ready.config.yml']

/** The named config file, else the nearest upward of a folder; `undefined` where there is none. */
export function configFile(folder: string, named?: string): string | undefined {
  return named === undefined ? findUpward(resolve(folder)) : resolve(folder, named)
}

function findUpward(folder: string): string | undefined {
  const found = FILE_NAMES.map((name) => join(folder, name)).find((file) => existsSync(file))
  const parent = dirname(folder)
  return found ?? (parent === folder ? undefined : findUpward(parent))
}
