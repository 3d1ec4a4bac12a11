import { POSTURES, VERDICTS } from '../../model/finding.js'
import type { PastRun } from '../../model/report.js'
import { count, minute } from '../words.js'
import type { Context } from './context.js'
import { html, type Markup } from './markup.js'

const HEIGHT = 24
/** Of a run, and of the gap after it. */
const WIDTH = 6
const GAP = 1

/** How the VPCs were in the last runs, a bar for each; nothing is to be seen in one alone. */
export function runsSection({ report: { runs = [] } }: Context): Markup {
  const [first, last] = [runs[0], runs.at(-1)]
  if (first === undefined || last === undefined || runs.length < 2) return html``
  return html`<section id="runs"><h2>Over time</h2><p class="meta">VPCs in the last ${count(runs.length, 'run')}, ${minute(first.at)} to ${minute(last.at)}</p>
<dl class="runs"><dt>Verdicts</dt><dd>${bars(runs, ({ vpcs }) => VERDICTS.map((name) => [name, vpcs[name]]))}</dd>
<dt>Posture</dt><dd>${bars(runs, ({ posture }) => POSTURES.map((name) => [name, posture[name]]))}</dd></dl></section>`
}

type Counts = [name: string, count: number][]

function bars(runs: readonly PastRun[], countsOf: (run: PastRun) => Counts): Markup {
  const width = runs.length * (WIDTH + GAP) - GAP
  const [first, last] = [runs[0], runs.at(-1)]
  const said = first && last ? `At first ${words(countsOf(first))}; now ${words(countsOf(last))}` : ''
  return html`<svg role="img" aria-label="${said}" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}">${runs.map((run, i) => bar(run, countsOf(run), i * (WIDTH + GAP)))}</svg>`
}

/** The best at the bottom, as high as its share. */
function bar({ at, complete }: PastRun, counts: Counts, x: number): Markup {
  const all = counts.reduce((sum, [, each]) => sum + each, 0)
  let top = HEIGHT
  const parts = counts
    .filter(([, each]) => each > 0)
    .map(([name, each]) => {
      const height = (HEIGHT * each) / all
      top -= height
      return html`<rect class="is-${name}" x="${x}" y="${rounded(top)}" width="${WIDTH}" height="${rounded(height)}"/>`
    })
  return html`<g><title>${minute(at)}: ${words(counts)}${complete ? '' : ', incomplete'}</title>${parts}</g>`
}

const rounded = (value: number) => String(Math.round(value * 100) / 100)

const words = (counts: Counts): string =>
  counts
    .filter(([, each]) => each > 0)
    .map(([name, each]) => `${each} ${name}`)
    .join(', ') || 'none'
