import { VERDICTS } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import type { DatabaseReport, TunnelReport } from '../../model/report.js'
import { headlineFor } from '../causes.js'
import { connectCommand } from '../own-command.js'
import { count, provenText, SIGNAL } from '../words.js'
import { command, hasOtherSteps, otherSteps, steps } from './commands.js'
import { accountWords, type Context, causeAnchor } from './context.js'
import { badge, databaseAnchor, hrefTo, html, type Markup } from './markup.js'

export const works = ({ verdict }: Pick<DatabaseReport, 'verdict'>): boolean =>
  verdict === 'READY' || verdict === 'DEGRADED'

/** Those that can be reached with their commands, then the others with what is in the way. */
export function databasesSection(context: Context): Markup {
  const { report, many } = context
  if (report.databases.length === 0) return html``
  const byProblem = report.databases.toSorted((a, b) => numberOf(a, context) - numberOf(b, context))
  const groups = groupBy(byProblem, ({ verdict }) => verdict)
  return html`<section id="databases" aria-labelledby="databases-name"><h2 id="databases-name">Databases</h2>
${VERDICTS.map((verdict) => group(verdict, groups.get(verdict) ?? [], many, context))}${notesForAll(context)}</section>`
}

const numberOf = (database: DatabaseReport, { causeOfDatabase }: Context) => causeOfDatabase(database)?.number ?? 0

function group(
  verdict: DatabaseReport['verdict'],
  databases: readonly DatabaseReport[],
  many: boolean,
  context: Context,
): Markup {
  if (databases.length === 0) return html``
  const cards = databases.map((database) => (works(database) ? reachable(database, context) : away(database, context)))
  const title = html`${badge(verdict, SIGNAL[verdict], verdict)} ${count(databases.length, 'database')}`
  if (many) return html`<details class="fold" data-verdict="${verdict}"><summary>${title}</summary>${cards}</details>`
  return html`<div class="group" data-verdict="${verdict}">${cards}</div>`
}

function reachable(database: DatabaseReport, context: Context): Markup {
  const { index, options } = context
  const tunnel = index.tunnelsTo(database)[0]
  const { databaseId, region, accountId } = database
  const query = index.queryOf(database)
  const commands = tunnel?.commands ?? {}
  return card(
    database,
    context,
    html`${because(database, context)}
<div class="cmds">${command('Connect', connectCommand([query], options, region, index.profileOf(accountId)), `Connect to ${databaseId}`)}${steps(commands, databaseId)}</div>
${more(tunnel, databaseId, context)}`,
  )
}

function more(tunnel: TunnelReport | undefined, databaseId: string, { index, report, many }: Context): Markup {
  if (tunnel === undefined) return html``
  const others = report.tunnels.filter((each) => each !== tunnel && sameTarget(each, tunnel) && works(each))
  const notes = many ? [] : notesOf(tunnel)
  const also = others.map(({ hostId }) => index.host(hostId)?.name || hostId).join(', ')
  return html`${also === '' ? undefined : html`<p class="meta">Also --via ${also}</p>`}${
    !hasOtherSteps(tunnel.commands) && notes.length === 0
      ? undefined
      : html`<details class="more"><summary>Other clients, good to know<span class="sr">: ${databaseId}</span></summary>${hasOtherSteps(tunnel.commands) ? html`<div class="cmds">${otherSteps(tunnel.commands, databaseId)}</div>` : undefined}${noteList(notes)}</details>`
  }`
}

const notesOf = ({ commands }: TunnelReport) => [...new Set((commands.client ?? []).flatMap(({ notes }) => notes))]

const noteList = (notes: readonly string[]) =>
  notes.length === 0 ? undefined : html`<ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>`

/** Of many databases what their clients are to know is said once for all. */
function notesForAll({ report, many }: Context): Markup {
  const notes = many ? [...new Set(report.tunnels.flatMap(notesOf))] : []
  return notes.length === 0
    ? html``
    : html`<details class="more"><summary>Good to know</summary>${noteList(notes)}</details>`
}

const sameTarget = (a: TunnelReport, b: TunnelReport) =>
  a.databaseId === b.databaseId &&
  a.databaseKind === b.databaseKind &&
  a.vpcId === b.vpcId &&
  a.accountId === b.accountId

function away(database: DatabaseReport, context: Context): Markup {
  return card(database, context, because(database, context))
}

/** What is in the way, or weakens it. */
function because(database: DatabaseReport, context: Context): Markup {
  const cause = context.causeOfDatabase(database)
  if (cause)
    return html`<p class="because"><a href="${hrefTo(causeAnchor(cause.number))}"><span class="number"><span class="sr">Problem </span>${cause.number}</span> <span class="said">${headlineFor(cause, database, context.index)}</span></a></p>`
  return works(database) ? html`` : html`<p class="because">${unexplained(database, context)}</p>`
}

function unexplained(database: DatabaseReport, { index }: Context): string {
  const [blocked] = index.tunnelsTo(database)[0]?.blockedBy ?? []
  return blocked ? `${blocked.checkId}: ${blocked.reason}` : 'No jump host leads to it.'
}

function card(database: DatabaseReport, { index }: Context, body: Markup): Markup {
  const { databaseId, kind, engine, verdict, vpcId, accountId, via = '', status, oneEndpointNote } = database
  const id = databaseAnchor(vpcId, kind, databaseId, accountId)
  const host = index.host(via)
  const proof = index.proofOf(database)
  const facts = [
    `${engine} ${kind}`,
    ...(works(database) ? [`through ${index.nameOf(host?.instanceId ?? via)}`] : []),
    ...(proof ? [provenText(proof)] : []),
    `VPC ${index.nameOf(vpcId)}`,
    ...(index.several ? [`account ${index.accountName(accountId)}`] : []),
    ...(status === 'available' || status === '' ? [] : [status]),
  ]
  return html`<article class="db is-${verdict}" id="${id}" tabindex="-1" aria-label="${databaseId}" data-search="${searchText(database, index)}">
<div class="head"><h3>${databaseId}</h3> ${badge(verdict, SIGNAL[verdict], verdict)} <p>${facts.join(' · ')}</p></div>
${oneEndpointNote === undefined ? undefined : html`<p class="meta">${oneEndpointNote}</p>`}${body}</article>`
}

/** What the search finds it by beyond what its card says. */
function searchText(database: DatabaseReport, index: Context['index']): string {
  const hosts = index
    .tunnelsTo(database)
    .flatMap(({ hostId, blockedBy }) => [index.nameOf(hostId), ...blockedBy.map(({ checkId }) => checkId)])
  const words = [
    database.databaseId,
    database.engine,
    database.endpoint,
    index.nameOf(database.vpcId),
    database.region,
    ...accountWords(database, index),
  ]
  const all = [...new Set([...words, ...hosts])]
  // Of hundreds of databases: a name that another contains, as an endpoint does, is found in that.
  return all
    .filter((word) => !all.some((other) => other !== word && other.includes(word)))
    .join(' ')
    .toLowerCase()
}
