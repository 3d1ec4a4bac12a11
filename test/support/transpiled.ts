import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { build } from 'esbuild'
import type { Plugin } from 'vite'

const ROOT = resolve(import.meta.dirname, '../..')
const SOURCES = join(ROOT, 'src')
const TRANSPILED = join(ROOT, '.transpiled')

/**
 * Lets Node load the sources itself, as it loads the product, file by file and each transpiled once: Vite would send every
 * module to every worker, and its modules look up each other's exports by name at every use, which costs evaluators a sixth.
 */
export async function transpiledSources(): Promise<Plugin> {
  await transpile()
  return {
    name: 'transpiled-sources',
    enforce: 'pre',
    config: () => ({ test: { server: { deps: { external: [/[\\/]\.transpiled[\\/]/] } } } }),
    async resolveId(source, importer, options) {
      if (!/^(\.|\/|file:)/.test(source) || importer === undefined) return
      const found = await this.resolve(source, importer, { ...options, skipSelf: true })
      return found?.id.startsWith(SOURCES + sep) && found.id.endsWith('.ts') ? transpiledPath(found.id) : undefined
    },
  }
}

const transpiledPath = (file: string) => join(TRANSPILED, relative(ROOT, file)).replace(/\.ts$/, '.js')

async function transpile(): Promise<void> {
  const names = await readdir(SOURCES, { recursive: true })
  const { outputFiles } = await build({
    entryPoints: names.filter((name) => name.endsWith('.ts')).map((name) => join(SOURCES, name)),
    outdir: join(TRANSPILED, 'src'),
    outbase: SOURCES,
    platform: 'node',
    target: `node${process.versions.node}`,
    format: 'esm',
    sourcemap: 'inline',
    write: false,
  })
  const data = names.filter((name) => name.endsWith('.json')).map((name) => join('src', name))
  const written = await Promise.all([
    ...outputFiles.map(({ path, contents }) => writeChanged(path, contents)),
    ...['package.json', ...data].map(async (name) =>
      writeChanged(join(TRANSPILED, name), await readFile(join(ROOT, name))),
    ),
  ])
  await removeOthers(new Set(written))
}

/** Another run may be reading: what is as it should be stays, and nothing is ever half there. */
async function writeChanged(path: string, contents: Uint8Array): Promise<string> {
  const there = await readFile(path).catch(() => undefined)
  if (there === undefined || Buffer.compare(there, contents) !== 0) {
    await mkdir(dirname(path), { recursive: true })
    const whole = `${path}.${process.pid}.tmp`
    await writeFile(whole, contents)
    await rename(whole, path)
  }
  return path
}

/** A source that is gone must not be found where it was. */
async function removeOthers(written: ReadonlySet<string>): Promise<void> {
  const there = await readdir(TRANSPILED, { recursive: true, withFileTypes: true })
  const files = there.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const gone = files.filter((path) => !written.has(path) && !path.endsWith('.tmp'))
  await Promise.all(gone.map((path) => rm(path, { force: true })))
}
