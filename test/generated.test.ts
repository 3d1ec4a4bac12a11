import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import * as registry from '../scripts/check-registry.js'
import * as others from '../scripts/generated-files.js'
import { CHECKS } from '../src/checks/index.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const files = Object.entries({ ...(await registry.generatedFiles(ROOT)), ...(await others.generatedFiles(ROOT)) })

it.each(files)('%s is up to date (npm run generate)', (path, text) => {
  expect(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')).toBe(text)
})

it('docs/checks has a page of each check, and of nothing else', () => {
  const pages = readdirSync(new URL('../docs/checks/', import.meta.url))
  expect(pages.sort()).toEqual(CHECKS.map(({ id }) => `${id}.md`).sort())
})
