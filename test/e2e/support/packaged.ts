import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { packageOptions } from '../../../scripts/package-options.js'

const ROOT = resolve(import.meta.dirname, '../../..')

export type Handler<T> = (event: unknown) => Promise<T>

/** A handler as the package holds it: bundled alone, as `serverless.yml` says. */
export async function packaged<T>(name: string, folder: string): Promise<Handler<T>> {
  const outfile = join(folder, `${name}.mjs`)
  await build({ ...(await packageOptions(ROOT)), entryPoints: [join(ROOT, `handlers/${name}.ts`)], outfile })
  const module: { handler: Handler<T> } = await import(pathToFileURL(outfile).href)
  return module.handler
}
