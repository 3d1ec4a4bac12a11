// Bundles the CLI with its libraries: lazily loaded chunks, of which a command reads what it uses and no more. Read from
// node_modules, the AWS clients alone would take longer to load than a whole audit takes.
import { chmod, readFile, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { sdkSchemas } from './sdk-schemas.mjs'

// Libraries in CommonJS ask for Node's own modules, and for optional ones that are not there: those must throw.
const REQUIRE =
  'const require = (id) => { const found = process.getBuiltinModule(id); if (found) return found; throw new Error("no module " + id); };'

/** @type {import('esbuild').BuildOptions} */
const OPTIONS = {
  entryPoints: { cli: 'src/cli/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: 'linked',
  sourcesContent: false,
  banner: { js: `#!/usr/bin/env node\n${REQUIRE}` },
  // An import that is there for its reach alone leaves nothing behind.
  logOverride: { 'ignored-bare-import': 'silent' },
  logLevel: 'warning',
  metafile: true,
}

/** What is loaded first whatever the command is, and what is loaded before anything else by a command that looks at an account. */
const FIRST = 'src/cli/program.ts'
const ENGINE = 'src/app/index.ts'
/** Commands that audit no account. */
const LIGHT = /^src\/cli\/(commands\/(checks|completion|proxy)\.ts|completion\/)/

const { metafile } = await build({ ...OPTIONS, plugins: [sdkSchemas], write: false })
await rm('dist', { recursive: true, force: true })
await build({ ...OPTIONS, plugins: [sdkSchemas, inFewChunks(metafile.inputs)] })
await chmod('dist/cli.js', 0o755)

/**
 * esbuild puts modules into one chunk where the same entries reach them, so that what is always loaded together falls
 * into scores of small files, each of which costs a millisecond. So whatever is loaded later is made to reach what
 * is there by then anyway.
 * @param {import('esbuild').Metafile['inputs']} inputs
 * @returns {import('esbuild').Plugin}
 */
function inFewChunks(inputs) {
  const befores = new Map()
  const [first, engine] = [reached(inputs, FIRST), reached(inputs, ENGINE)]
  for (const [importer, { imports }] of Object.entries(inputs))
    for (const { path, kind } of imports) {
      if (kind !== 'dynamic-import' || first.has(path) || inputs[path]?.format !== 'esm') continue
      const known = befores.get(resolve(path)) ?? [FIRST, ENGINE]
      const light = LIGHT.test(importer) || engine.has(path) || !path.startsWith('src/')
      befores.set(resolve(path), light ? [FIRST] : known)
    }
  return {
    name: 'in-few-chunks',
    setup({ onLoad, onResolve }) {
      // commander would start programs for commands that are files of their own; there are none.
      onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
        /\/commander\//.test(importer) ? { path: 'none', namespace: 'none' } : undefined,
      )
      onLoad({ filter: /^/, namespace: 'none' }, () => ({ contents: '' }))
      onLoad({ filter: /\.[jt]s$/ }, async ({ path }) => {
        const before = befores.get(path)?.map((file) => `import ${JSON.stringify(resolve(file))};`)
        return before && { contents: `${before.join('')}${await readFile(path, 'utf8')}`, loader: 'ts' }
      })
    },
  }
}

/** What a module imports, itself included, without what is loaded later. */
function reached(inputs, entry) {
  const known = new Set([entry])
  for (const path of known)
    for (const { path: imported, kind } of inputs[path]?.imports ?? [])
      if (kind !== 'dynamic-import') known.add(imported)
  return known
}
