// Writes serverless/*-statements.json from the needs of collectors, checks and remedies.
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const folder = await mkdtemp(join(process.cwd(), 'node_modules', '.roles-'))
try {
  const outfile = join(folder, 'lambda-roles.mjs')
  await build({
    entryPoints: ['src/lambda/roles.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
  })
  const { auditStatements, remediateStatements } = await import(pathToFileURL(outfile).href)
  const write = (name, statements) =>
    writeFile(`serverless/${name}-statements.json`, `${JSON.stringify(statements, null, 2)}\n`)
  await write('audit', auditStatements())
  await write('remediate', remediateStatements())
} finally {
  await rm(folder, { recursive: true, force: true })
}
execFileSync('node_modules/.bin/biome', ['format', '--write', 'serverless'], { stdio: 'ignore' })
