import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Source files that could hold an ARN; samples are data of one account. */
function sources(folder: string): string[] {
  return readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|mjs|js)$/.test(file))
    .map((file) => `${folder}/${file}`)
}

it('names no partition in the code: ARNs are built from the account', () => {
  const files = [...sources('src'), ...sources('handlers')]
  expect(files.length).toBeGreaterThan(50)
  const literal = /arn:aws(-cn|-us-gov|-iso\w*)?:/
  const found = files.flatMap((file) =>
    readFileSync(`${ROOT}${file}`, 'utf8')
      .split('\n')
      .flatMap((line, i) => (literal.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
  )
  expect(found).toEqual([])
})
