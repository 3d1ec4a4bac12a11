import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '../src/model/report.js'
import { loadRenderer } from '../src/render/index.js'
import type { Figure } from './bundles.js'

const CLI = 'dist/cli.js'

/** What people wait for: whole processes of the bundled command line, as ratios to a Node that does nothing. */
export function commandFigures(): Figure[] {
  const built = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
  if (built.status !== 0) throw new Error('the command line could not be bundled')
  const quick = [['--help'], ['--version'], ['checks'], ['__complete', 'bash', '--', 'connect', '']].map((words) => {
    const { ratio } = compared([CLI, ...words], 25)
    return { what: `${words.join(' ').trim()}, as a ratio to \`node -e 0\``, measured: ratio, budget: 1.5, unit: '' }
  })
  const sample = compared([CLI, 'audit', '--sample'], 9)
  const large = compared([CLI, 'audit', '--sample', 'large'], 3)
  return [
    ...quick,
    { what: 'audit --sample', measured: sample.seconds, budget: 1, unit: 's' },
    { what: 'audit --sample, as a ratio to `node -e 0`', measured: sample.ratio, budget: 20, unit: '' },
    { what: 'audit --sample large', measured: large.seconds, budget: 3, unit: 's' },
  ]
}

/** Plans of everything, stored in a folder that goes away again. */
export function planFigures(): Figure[] {
  const folder = mkdtempSync(join(tmpdir(), 'ssm-ready-bench-'))
  const planned = (sample: string, runs: number) =>
    compared([CLI, 'fix', 'plan', '--all', '--sample', sample], runs, { ...process.env, XDG_STATE_HOME: folder })
      .seconds
  try {
    return [
      { what: 'fix plan --all --sample troubled', measured: planned('troubled', 5), budget: 3, unit: 's' },
      { what: 'fix plan --all --sample large', measured: planned('large', 1), budget: 20, unit: 's' },
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Medians of wall time, each run paired with a Node that does nothing right before it, after a run that is not counted. */
function compared(argv: readonly string[], runs: number, env = process.env): { seconds: number; ratio: number } {
  wall(argv, env)
  const pairs = Array.from({ length: runs }, () => {
    const idle = wall(['-e', '0'])
    const seconds = wall(argv, env)
    return { seconds, ratio: seconds / idle }
  })
  return { seconds: median(pairs.map((pair) => pair.seconds)), ratio: median(pairs.map((pair) => pair.ratio)) }
}

function wall(argv: readonly string[], env = process.env): number {
  const started = performance.now()
  const { error, signal, status, stderr } = spawnSync(process.execPath, argv, {
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 28,
    env,
  })
  // Exit code 1 is a command that did not do its work, which is quick.
  if (status === 1) throw new Error(`${argv.join(' ')}: ${stderr}`)
  if (error || signal) throw error ?? new Error(`${argv.join(' ')}: ${signal}`)
  return (performance.now() - started) / 1000
}

/** Times and sizes of the report of the large account. */
export async function renderFigures(report: Report): Promise<Figure[]> {
  const table = await rendered(report, 'table')
  const html = await rendered(report, 'html')
  const json = await rendered(report, 'json')
  return [
    { what: 'table of its report', measured: table.seconds, budget: 0.3, unit: 's' },
    { what: 'HTML of its report', measured: html.seconds, budget: 2, unit: 's' },
    { what: 'size of that HTML', measured: html.megabytes, budget: 3, unit: 'MB' },
    { what: 'size of its JSON', measured: json.megabytes, budget: 20, unit: 'MB' },
  ]
}

async function rendered(
  report: Report,
  format: 'table' | 'html' | 'json',
): Promise<{ seconds: number; megabytes: number }> {
  const { render } = await loadRenderer(format)
  const seconds: number[] = []
  let text = ''
  for (let run = 0; run < 3; run++) {
    const started = performance.now()
    text = render(report, { color: false, unicode: true, width: 100 })
    seconds.push((performance.now() - started) / 1000)
  }
  return { seconds: median(seconds), megabytes: Buffer.byteLength(text) / 1e6 }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
