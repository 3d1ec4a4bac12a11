// Bundles the CLI with its libraries: lazily loaded chunks, of which a command reads what it uses and no more. Read from
// node_modules, the AWS clients alone would take longer to load than a whole audit takes.
import { chmod, rm } from 'node:fs/promises'
import { build } from 'esbuild'

// Libraries in CommonJS ask for Node's own modules.
const REQUIRE = "import { createRequire as newRequire } from 'node:module';const require = newRequire(import.meta.url);"

await rm('dist', { recursive: true, force: true })
await build({
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
  logLevel: 'warning',
})
await chmod('dist/cli.js', 0o755)
