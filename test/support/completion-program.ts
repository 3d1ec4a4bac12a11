import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { writeAuditedNames } from '../../src/files/audited-names.js'
import { quotePosix } from '../../src/shell/posix.js'

const ROOT = resolve(import.meta.dirname, '../..')
export const REGION = 'eu-west-1'
/** Names that a shell would act on. */
export const HOSTILE = [
  'two words',
  '$(touch pwned)',
  '`touch pwned`',
  `it's "quoted"`,
  'semi;touch pwned',
  'new\nline',
  '!!',
  'a:b=c@d',
  '~root',
  '*',
]

/** A folder with this program on the `PATH` of `env`, and an account that was audited. */
export function completionProgram() {
  // Inside the project, so that the libraries are found.
  const bundle = resolve(ROOT, `node_modules/.cache/ssm-ready-completion-${process.pid}`)
  let folder = ''
  return {
    async make(): Promise<{ folder: string; env: Record<string, string> }> {
      folder = await mkdtemp(join(tmpdir(), 'ssm-ready-completion-'))
      const env = {
        XDG_STATE_HOME: join(folder, 'state'),
        HOME: folder,
        PATH: `${folder}:${process.env['PATH'] ?? ''}`,
      }
      await bundled(bundle)
      const program = join(folder, 'ssm-ready')
      const words = [process.execPath, join(bundle, 'cli.mjs')].map(quotePosix).join(' ')
      await writeFile(program, `#!/bin/sh\nexec ${words} "$@"\n`)
      await chmod(program, 0o755)
      await auditedBefore(env)
      return { folder, env }
    },
    async remove(): Promise<void> {
      await rm(folder, { recursive: true, force: true })
      await rm(bundle, { recursive: true, force: true })
    },
  }
}

async function bundled(outdir: string): Promise<void> {
  await mkdir(outdir, { recursive: true })
  await build({
    entryPoints: { cli: resolve(ROOT, 'src/cli/main.ts') },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  })
}

const auditedBefore = (env: Record<string, string>) =>
  writeAuditedNames(env, {
    accountId: '111122223333',
    profile: '',
    regions: [REGION],
    vpcs: [{ id: 'vpc-1', name: 'main', region: REGION }],
    hosts: [
      { id: 'i-1', name: 'bastion-a', region: REGION },
      { id: 'i-2', name: 'twin', region: REGION },
      { id: 'i-3', name: 'twin', region: REGION },
      ...HOSTILE.map((name, index) => ({ id: `i-9${index}`, name, region: REGION })),
    ],
    databases: [{ id: 'orders-db', region: REGION }],
  })
