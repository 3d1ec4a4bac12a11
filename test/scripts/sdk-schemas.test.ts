import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BuildOptions, build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageOptions } from '../../scripts/package-options.js'

const ROOT = resolve(import.meta.dirname, '../..')
/** One of each protocol: those of EC2, XML over REST, JSON, and query. */
const CLIENTS = ['ec2', 's3', 'ssm', 'iam']

describe('the plugin that lets unused shapes of the AWS clients fall away', () => {
  let folder: string
  let options: BuildOptions
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-schemas-'))
    options = await packageOptions(ROOT)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const bundled = (contents: string, more: BuildOptions) =>
    build({ ...options, stdin: { contents, resolveDir: ROOT }, minify: false, write: false, ...more })

  it.each(CLIENTS)('changes no shape of %s', async (client) => {
    const shapes = async (plugins: NonNullable<BuildOptions['plugins']>) => {
      const outfile = join(folder, `${client}-${plugins.length}.mjs`)
      const contents = `export * from './node_modules/@aws-sdk/client-${client}/dist-es/schemas/schemas_0.js'`
      await bundled(contents, { plugins, outfile, write: true })
      return readable(await import(pathToFileURL(outfile).href))
    }
    const plain = await shapes([])
    expect(plain).toContain('Response')
    expect(await shapes(options.plugins ?? [])).toBe(plain)
  })

  it('leaves a third, at the most, of what one call of EC2 would bring along', async () => {
    const size = async (plugins: NonNullable<BuildOptions['plugins']>) => {
      const contents = "export { DescribeVpcsCommand } from '@aws-sdk/client-ec2'"
      const { outputFiles } = await bundled(contents, { plugins, minify: true })
      return outputFiles?.[0]?.contents.length ?? Number.NaN
    }
    expect(await size(options.plugins ?? [])).toBeLessThan((await size([])) / 3)
  })
})

/** Shapes name each other by functions, which are compared by their text. */
const readable = (module: object) =>
  JSON.stringify(
    Object.entries(module).filter(([, value]) => Array.isArray(value)),
    (_, value) => (typeof value === 'function' ? String(value) : value),
  )
