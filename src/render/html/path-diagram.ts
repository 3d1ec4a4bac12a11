import type { Hop } from '../../model/finding.js'
import { clip } from '../printable.js'
import { HOP_SIGNAL } from '../words.js'
import { html, type Markup } from './markup.js'

const COLUMNS = 5
const COLUMN = 172
const ROW = 108
const RADIUS = 15

interface Station {
  label: string
  at: string
  kind: 'end' | Hop['outcome']
  symbol: string
  blocking: boolean
}

/** The path as a drawing: a station for each hop in travel order, the blocking one marked, the way behind it dashed. */
export function pathDiagram(from: string, to: string, hops: readonly Hop[]): Markup {
  const blocking = hops.find((hop) => hop.outcome === 'fail')
  const stations = [
    end('from', from),
    ...hops.map((hop) => ({
      label: hop.kind.replaceAll('-', ' '),
      at: hop.at,
      kind: hop.outcome,
      symbol: HOP_SIGNAL[hop.outcome],
      blocking: hop === blocking,
    })),
    end('to', to),
  ]
  const blockedAt = blocking === undefined ? stations.length : hops.indexOf(blocking) + 1
  const width = COLUMN * Math.min(COLUMNS, stations.length)
  const height = ROW * Math.ceil(stations.length / COLUMNS)
  const label = `Path from ${from} to ${to}: ${hops.length} hops, ${blocking ? `blocked at ${blocking.at} (${blocking.kind})` : outcomeOf(hops)}`
  return html`<div class="path" role="group" tabindex="0" aria-label="Path diagram"><svg role="img" aria-label="${label}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
${stations.slice(1).map((_, index) => line(index, index >= blockedAt))}
${stations.map(station)}
</svg></div>`
}

function end(label: string, at: string): Station {
  return { label, at, kind: 'end', symbol: '●', blocking: false }
}

function outcomeOf(hops: readonly Hop[]): string {
  if (hops.some((hop) => hop.outcome === 'unknown')) return 'not all of it could be seen'
  return 'open'
}

function position(index: number): { x: number; y: number } {
  return { x: (index % COLUMNS) * COLUMN + COLUMN / 2, y: Math.floor(index / COLUMNS) * ROW + 46 }
}

/** From a station to the next; at the end of a row it goes down and back. */
function line(index: number, cut: boolean): Markup {
  const a = position(index)
  const b = position(index + 1)
  const name = cut ? 'way cut' : 'way'
  if (a.y === b.y) return html`<path class="${name}" d="M${a.x + RADIUS} ${a.y}H${b.x - RADIUS}"/>`
  const turn = a.y + ROW / 2 + 7
  return html`<path class="${name}" d="M${a.x + RADIUS} ${a.y}h${COLUMN / 2 - RADIUS - 6}V${turn}H6V${b.y}H${b.x - RADIUS}"/>`
}

function station({ label, at, kind, symbol, blocking }: Station, index: number): Markup {
  const { x, y } = position(index)
  return html`<g class="stop is-${kind}">${blocking ? html`<circle class="ring" cx="${x}" cy="${y}" r="${RADIUS + 5}"/>` : undefined}<circle cx="${x}" cy="${y}" r="${RADIUS}"/><text class="sign" x="${x}" y="${y + 5}">${symbol}</text><text class="kind" x="${x}" y="${y - 26}">${label}</text><text class="at" x="${x}" y="${y + 34}">${clip(at, 23)}</text>${blocking ? html`<text class="here" x="${x}" y="${y + 49}">blocked here</text>` : undefined}</g>`
}

/** The same path in words. */
export function hopList(hops: readonly Hop[]): Markup {
  return html`<ol class="hops">${hops.map(
    (hop) =>
      html`<li class="is-${hop.outcome}"><span class="mark"><span aria-hidden="true">${HOP_SIGNAL[hop.outcome]}</span> ${hop.outcome}</span> <span class="hop-kind">${hop.kind}</span> <b class="id">${hop.at}</b> ${hop.why}${hop.nearMiss === undefined ? undefined : html`<br><span class="near">Near miss: ${hop.nearMiss}</span>`}${hop.rule === undefined ? undefined : html`<br><span class="near">Rule: <span class="id">${hop.rule}</span></span>`}</li>`,
  )}</ol>`
}
