import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].map((name) => join(ROOT, name)),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(ROOT, 'docs', name)),
]

/** As GitHub names the anchor of a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-')

const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '')

const anchorsOf = (path: string) =>
  [...withoutCode(readFileSync(path, 'utf8')).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))

/** Links of a page that lead nowhere. */
function broken(path: string, text: string): string[] {
  const links = [...withoutCode(text).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)]
  return links.flatMap(([, link = '']) => {
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? path : join(dirname(path), file)
    const isThere = existsSync(target) && (anchor === undefined || anchorsOf(target).includes(anchor))
    return isThere ? [] : [link]
  })
}

it.each(PAGES.map((path) => relative(ROOT, path)))('%s has links that lead somewhere', (page) => {
  const path = join(ROOT, page)
  expect(broken(path, readFileSync(path, 'utf8'))).toEqual([])
})

it('finds links that do not', () => {
  const text = '[a](docs/checks.md) [b](docs/no-such-page.md) [c](#on-a-schedule) [d](#no-such-heading)'
  expect(broken(join(ROOT, 'README.md'), text)).toEqual(['docs/no-such-page.md', '#no-such-heading'])
})

it('docs/architecture.md names every room', () => {
  const text = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')
  const rooms = readdirSync(join(ROOT, 'src'))
  expect(rooms.filter((room) => !text.includes(`\`src/${room}\``))).toEqual([])
  expect(rooms.length).toBeGreaterThan(10)
})
