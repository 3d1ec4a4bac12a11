import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { type BuildOptions, build } from 'esbuild'

export interface Figure {
  what: string
  measured: number
  budget: number
  unit: string
}

const OUT = 'node_modules/.cache/ssm-ready-bench'
const BANNER = "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);"

/** Size of the handlers as they are packaged (see serverless.yml), and their import time against their AWS clients' alone. */
export async function bundleFigures(): Promise<Figure[]> {
  mkdirSync(OUT, { recursive: true })
  const figures: Figure[] = []
  for (const name of ['audit', 'remediate']) {
    const bundle = await bundled(`handlers/${name}.ts`, `${OUT}/${name}.mjs`)
    const clients = await bundledClients(bundle.clients, `${OUT}/${name}-clients.mjs`)
    const size = gzipSync(await readFile(bundle.file)).length / 2 ** 20
    figures.push({ what: `zipped size of ${name}`, measured: size, budget: 0.8, unit: 'MB' })
    const ratio = importTime(bundle.file) / importTime(clients)
    figures.push({
      what: `import time of ${name}, as a ratio to its AWS clients alone`,
      measured: ratio,
      budget: 1.15,
      unit: '',
    })
  }
  return figures
}

async function bundled(entry: string, file: string): Promise<{ file: string; clients: string[] }> {
  const { metafile } = await build({ ...OPTIONS, entryPoints: [entry], outfile: file, metafile: true })
  const inputs = Object.keys(metafile?.inputs ?? {}).flatMap(
    (input) => /@aws-sdk\/client-[a-z0-9-]+/.exec(input)?.[0] ?? [],
  )
  // Clients that the credential providers load for themselves are theirs.
  return { file, clients: [...new Set(inputs)].filter((client) => !/sso|cognito|signin/.test(client)) }
}

async function bundledClients(clients: readonly string[], file: string): Promise<string> {
  await build({ ...OPTIONS, stdin: { contents: clientClasses(clients), resolveDir: '.' }, outfile: file })
  return file
}

/** Imports the client classes, as a program that uses them would; the commands it does not use fall away. */
function clientClasses(clients: readonly string[]): string {
  const CLASSES: Record<string, string> = {
    'cloudwatch-logs': 'CloudWatchLogs',
    'ec2-instance-connect': 'EC2InstanceConnect',
    'route-53': 'Route53',
    route53resolver: 'Route53Resolver',
  }
  return clients
    .map((client) => {
      const short = client.replace('@aws-sdk/client-', '')
      return `export { ${CLASSES[short] ?? short.toUpperCase()}Client } from '${client}'`
    })
    .join('\n')
}

const OPTIONS = {
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'],
  banner: { js: BANNER },
  logLevel: 'warning',
} satisfies BuildOptions

/** Median of several processes, in milliseconds. */
function importTime(file: string, runs = 7): number {
  const code = `const t=performance.now();await import(process.argv[1]);console.log(performance.now()-t)`
  const times = Array.from({ length: runs }, () =>
    Number(
      spawnSync(process.execPath, ['--input-type=module', '-e', code, `${process.cwd()}/${file}`], { encoding: 'utf8' })
        .stdout,
    ),
  )
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN
}
