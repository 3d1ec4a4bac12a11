// npm run generate: writes every file that follows from the checks, collectors and remedies; see CONTRIBUTING.md.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadTypescript } from './load-typescript.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

// The registry comes first: everything else is read from the checks that it lists.
for (const module of ['scripts/check-registry.ts', 'scripts/generated-files.ts']) {
  const { generatedFiles } = await loadTypescript(root, module)
  for (const [path, text] of Object.entries(await generatedFiles(root))) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
}
