// npm run new:check ID [-- --subject KIND]: a new check, its cases and everything that follows from them; see CONTRIBUTING.md.
import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadTypescript } from './load-typescript.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { newCheck } = await loadTypescript(root, 'scripts/new-check.ts')
const made = newCheck(root, process.argv.slice(2))
if (made.problem !== undefined) {
  console.error(made.problem)
  process.exit(1)
}
execFileSync(process.execPath, [join(root, 'scripts/generate.mjs')], { stdio: 'inherit' })
console.log(`Wrote an example to replace: ${made.files.join(' and ')}. Then: npm run generate && npm test.`)
