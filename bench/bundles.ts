import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { packageOptions } from '../scripts/package-options.js'

export interface Figure {
  what: string
  measured: number
  budget: number
  unit: string
}

const HANDLERS = ['audit', 'remediate', 'organization-list', 'organization-audit', 'organization-summary']
const OUT = 'node_modules/.cache/ssm-ready-bench'

/** Size of the handlers as they are packaged (see serverless.yml), and their import time against their AWS clients' alone. */
export async function bundleFigures(): Promise<Figure[]> {
  mkdirSync(OUT, { recursive: true })
  const figures: Figure[] = []
  for (const name of HANDLERS) {
    const bundle = await bundled(`handlers/${name}.ts`, `${OUT}/${name}.mjs`)
    const clients = await bundledClients(bundle.clients, `${OUT}/${name}-clients.mjs`)
    figures.push(await sizeFigure(name, bundle.file))
    figures.push({
      what: `import of ${name}, as a ratio to its AWS clients alone`,
      measured: importRatio(bundle.file, clients),
      budget: 1.15,
      unit: '',
    })
  }
  for (const name of ['slack', 'slack-work'])
    figures.push(await sizeFigure(name, (await bundled(`handlers/${name}.ts`, `${OUT}/${name}.mjs`)).file))
  return figures
}

async function sizeFigure(name: string, file: string): Promise<Figure> {
  // The framework compresses as fast as it can, and not as well.
  const measured = gzipSync(await readFile(file), { level: constants.Z_BEST_SPEED }).length / 1e6
  return { what: `zipped size of ${name}`, measured, budget: 0.8, unit: 'MB' }
}

async function bundled(entry: string, file: string): Promise<{ file: string; clients: string[] }> {
  const { metafile } = await build({
    ...(await packageOptions('.')),
    entryPoints: [entry],
    outfile: file,
    metafile: true,
  })
  const inputs = Object.keys(metafile?.inputs ?? {}).flatMap(
    (input) => /@aws-sdk\/client-[a-z0-9-]+/.exec(input)?.[0] ?? [],
  )
  // Clients that the credential providers load for themselves are theirs.
  return { file, clients: [...new Set(inputs)].filter((client) => !/sso|cognito|signin/.test(client)) }
}

/** As they are bundled without what `serverless.yml` adds to esbuild. */
async function bundledClients(clients: readonly string[], file: string): Promise<string> {
  const { plugins: _, ...options } = await packageOptions('.')
  await build({ ...options, stdin: { contents: clientClasses(clients), resolveDir: '.' }, outfile: file })
  return file
}

/** Imports the client classes, as a program that uses them would; the commands it does not use fall away. */
function clientClasses(clients: readonly string[]): string {
  const CLASSES: Record<string, string> = {
    elasticache: 'ElastiCache',
    opensearch: 'OpenSearch',
    redshift: 'Redshift',
    'redshift-serverless': 'RedshiftServerless',
    'cloudwatch-logs': 'CloudWatchLogs',
    'ec2-instance-connect': 'EC2InstanceConnect',
    'route-53': 'Route53',
  }
  return clients
    .map((client) => {
      const short = client.replace('@aws-sdk/client-', '')
      return `export { ${CLASSES[short] ?? short.toUpperCase()}Client } from '${client}'`
    })
    .join('\n')
}

/** Median of several pairs of processes. */
function importRatio(file: string, other: string, runs = 11): number {
  const ratios = Array.from({ length: runs }, () => importTime(file) / importTime(other))
  return ratios.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN
}

/** Processor time of one process, in microseconds. */
function importTime(file: string): number {
  const code = `const t=process.cpuUsage();await import(process.argv[1]);const{user,system}=process.cpuUsage(t);console.log(user+system)`
  const argv = ['--input-type=module', '-e', code, `${process.cwd()}/${file}`]
  return Number(spawnSync(process.execPath, argv, { encoding: 'utf8' }).stdout)
}
