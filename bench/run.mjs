// `npm run bench`: bundles bench/main.ts, which Node 20 cannot run as it is, and runs it with room to measure memory.
import { spawnSync } from 'node:child_process'
import { build } from 'esbuild'

const outfile = 'node_modules/.cache/ssm-ready-bench/main.mjs'
await build({
  entryPoints: ['bench/main.ts'],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
})
const { status } = spawnSync(process.execPath, ['--expose-gc', outfile, ...process.argv.slice(2)], { stdio: 'inherit' })
process.exitCode = status ?? 1
