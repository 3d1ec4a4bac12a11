import { readFileSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { ROOT, serviceFolder, sls } from '../../e2e/support/sls.js'

export interface Resource {
  Type: string
  Condition?: string
  DeletionPolicy?: string
  Properties: Record<string, unknown>
}

/** A template as `sls package` writes it. */
export interface Template {
  Resources: Record<string, Resource>
}

/** A combination of parameters. */
export interface Combination {
  name: string
  params: Record<string, string>
}

export const MATRIX: readonly Combination[] = JSON.parse(
  readFileSync(new URL('../matrix.json', import.meta.url), 'utf8'),
)

/** Parameters that `serverless.yml` takes. */
export const PARAMETERS: readonly string[] = Object.keys(
  parse(readFileSync(join(ROOT, 'serverless.yml'), 'utf8')).params.default,
)

const NAME = 'cloudformation-template-update-stack.json'

/** What the functions are bundled into has no part in the template, and takes most of the time: here it is an empty file. */
export async function folderWithoutCode(): Promise<string> {
  const folder = await serviceFolder()
  const path = join(folder, 'serverless.yml')
  const text = await readFile(path, 'utf8')
  await writeFile(path, text.replace(BUNDLER, './without-code.cjs'))
  await writeFile(join(folder, 'without-code.cjs'), WITHOUT_CODE)
  await writeFile(join(folder, 'code.zip'), EMPTY_ZIP)
  return folder
}

const BUNDLER = 'serverless-esbuild'

/** A plugin of the framework: whatever functions there are, and wherever they are defined. */
const WITHOUT_CODE = `module.exports = class {
  constructor({ service }) {
    const empty = () => {
      for (const name of service.getAllFunctions()) service.getFunction(name).package = { artifact: 'code.zip' }
    }
    this.hooks = { 'before:package:createDeploymentArtifacts': empty }
  }
}
`

/** An end of central directory without entries. */
const EMPTY_ZIP = Buffer.from('504b0506000000000000000000000000000000000000', 'hex')

/** The template's file of a combination, and how the framework ended. */
export async function packageInto(folder: string, { params }: Combination): Promise<string> {
  const given = Object.entries(params).map(([name, value]) => `--param=${name}=${value}`)
  const { stdout, stderr } = await sls(['package', ...given], { AWS_REGION: undefined }, folder)
  const path = join(folder, '.serverless', NAME)
  await readFile(path).catch(() => {
    throw new Error(`sls package ${given.join(' ')}\n${stdout}\n${stderr}`)
  })
  return path
}

/** The template that the package holds, which CI has just made: code and all. */
export async function packagedTemplate(): Promise<Template> {
  if (process.env['SSM_READY_PACKAGED'] !== undefined)
    return JSON.parse(await readFile(join(ROOT, '.serverless', NAME), 'utf8'))
  const folder = await serviceFolder()
  const template = JSON.parse(await readFile(await packageInto(folder, { name: 'default', params: {} }), 'utf8'))
  await rm(folder, { recursive: true, force: true })
  return template
}
