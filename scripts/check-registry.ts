import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** `src/checks/index.ts`: static imports of every check in the folder, so that a bundler sees them. */
export function generatedFiles(root: string): Record<string, string> {
  return { 'src/checks/index.ts': registryOf(checkIds(root)) }
}

/** Ids of the checks in `src/checks`: its files with a default export. */
function checkIds(root: string): string[] {
  const folder = join(root, 'src/checks')
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && /^export default /m.test(readFileSync(join(folder, file), 'utf8')))
    .map((file) => file.replace(/\.ts$/, ''))
    .sort()
}

function registryOf(ids: readonly string[]): string {
  const imports = [
    ...ids.map((id) => ({ from: id, line: `import ${variableOf(id)} from './${id}.js'` })),
    { from: 'define', line: "import type { CheckDefinition } from './define.js'" },
  ].sort((a, b) => (a.from < b.from ? -1 : 1))
  return `// Generated from the files of this folder: npm run generate
${imports.map(({ line }) => line).join('\n')}

/** Every check, sorted by id. */
export const CHECKS: readonly CheckDefinition[] = [
${ids.map((id) => `  ${variableOf(id)},`).join('\n')}
] as CheckDefinition[]
`
}

const variableOf = (id: string) => id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
