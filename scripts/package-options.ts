import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BuildOptions } from 'esbuild'
import { parse } from 'yaml'

/** How the functions are bundled: what `serverless.yml` says, for those who bundle them without it. */
export async function packageOptions(root: string): Promise<BuildOptions> {
  const { plugins, ...options } = parse(readFileSync(join(root, 'serverless.yml'), 'utf8')).custom.esbuild
  const { default: made } = await import(pathToFileURL(join(root, plugins)).href)
  return { ...options, plugins: made, logLevel: 'warning' }
}
