import type { Hop } from '../../model/finding.js'
import { toObstacle } from '../causes.js'
import { HOP_SIGNAL } from '../words.js'
import { type IconName, icon, kindOf } from './icons.js'
import { lanesOf, stationsOf } from './lanes.js'
import { html, type Markup } from './markup.js'

/** Where a path begins or ends. */
export interface End {
  icon: IconName
  name: string
  /** Beneath the name, where it is not the name itself. */
  id?: string
}

/**
 * The path as a drawing that is also a list: a station for each resource that decides, in travel order, a lane for each
 * subnet that is aimed at; the obstacle is marked, the way behind it dashed and short.
 */
export function pathDiagram(from: End, to: End, hops: readonly Hop[]): Markup {
  const { trunk, lanes, tail } = lanesOf(hops)
  const label = `Path from ${from.name} to ${to.name}: ${outcomeOf(hops)}`
  const single = lanes.length === 1
  const cutBefore = trunk.some(isObstacle)
  const row = (text: string, stops: Content) =>
    html`<div class="lane">${text === '' ? undefined : html`<p class="lane-name">${text}</p>`}<ol>${stops}</ol></div>`
  return html`<div class="path" role="group" tabindex="0" aria-label="${label}">${
    single
      ? row('', [end(from), stops([...(lanes[0]?.hops ?? [])]), end(to, hops.some(isObstacle))])
      : html`${row('', [end(from), stops(trunk)])}${lanes.map((lane, i) =>
          row(`${i + 1} of ${lanes.length}${lane.to === undefined ? '' : `, to ${lane.to}`}`, [
            stops(lane.hops, cutBefore),
            end(to, cutBefore || lane.hops.some(isObstacle)),
          ]),
        )}${tail.some(({ outcome }) => outcome !== 'pass') ? row('', [stops(tail, hops.some(isObstacle))]) : undefined}`
  }</div>`
}

type Content = readonly Markup[]

const isObstacle = ({ outcome }: Hop) => outcome === 'fail'

/** Stations to the first obstacle, which is marked, and behind it. */
function stops(hops: readonly Hop[], cutBefore = false): Markup {
  const stations = stationsOf(toObstacle(hops))
  const obstacle = stations.findIndex(([hop]) => hop && isObstacle(hop))
  return html`${stations.map((group, i) => stop(group, cutBefore || (obstacle !== -1 && i > obstacle), i === obstacle))}`
}

function stop(group: readonly Hop[], cut: boolean, obstacle: boolean): Markup {
  const [hop] = group
  if (hop === undefined) return html``
  const { icon: name, words } = kindOf(hop.kind)
  const more = new Set(group.slice(1).map(({ kind }) => shortened(kindOf(kind).words, words)))
  return html`<li class="stop is-${hop.outcome}${cut ? ' cut' : ''}${obstacle ? ' obstacle' : ''}">${icon(name)}<span class="sign"><span aria-hidden="true">${HOP_SIGNAL[hop.outcome]}</span><span class="sr">${hop.outcome}: </span></span><span class="kind">${[...new Set([words, ...more])].join(', ')}</span> <span class="id">${hop.at}</span>${obstacle ? html`<b class="here">${hop.nearMiss ?? 'blocked here'}</b>` : undefined}</li>`
}

/** `network ACL, out` and `network ACL, in` are `network ACL, out, in`. */
function shortened(words: string, first: string): string {
  const [family = '', ...rest] = words.split(', ')
  return first.startsWith(family) && rest.length > 0 ? rest.join(', ') : words
}

function end({ icon: name, name: text, id }: End, cut = false): Markup {
  return html`<li class="stop end${cut ? ' cut' : ''}">${icon(name)}<b class="name">${text}</b>${id === undefined ? undefined : html` <span class="id">${id}</span>`}${cut ? html`<span class="sr"> (not reached)</span>` : undefined}</li>`
}

function outcomeOf(hops: readonly Hop[]): string {
  const obstacle = hops.find(isObstacle)
  if (obstacle) return `blocked at ${obstacle.at} (${obstacle.kind})`
  return hops.some(({ outcome }) => outcome === 'unknown') ? 'not all of it could be seen' : 'open'
}

/** What each hop says. */
export function hopList(hops: readonly Hop[]): Markup {
  return html`<ol class="hops">${hops.map(
    (hop) =>
      html`<li class="is-${hop.outcome}"><span class="mark"><span aria-hidden="true">${HOP_SIGNAL[hop.outcome]}</span> ${hop.outcome}</span> ${hop.why}${hop.nearMiss === undefined ? undefined : html` <span class="near">Nearest: ${hop.nearMiss}</span>`}${hop.rule === undefined ? undefined : html` <span class="near">Rule: ${hop.rule}</span>`}</li>`,
  )}</ol>`
}
