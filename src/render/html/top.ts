import { VERDICTS } from '../../model/finding.js'
import type { Report } from '../../model/report.js'
import { accountsText, anyProfile } from '../accounts.js'
import { ownCommand } from '../own-command.js'
import { remarksOf } from '../remarks.js'
import { count, minute, redactedText, SIGNAL, verdictWord } from '../words.js'
import { SHELLS } from './commands.js'
import { type Context, causeAnchor } from './context.js'
import { works } from './databases.js'
import { databaseAnchor, hrefTo, html, type Markup } from './markup.js'

const MAX_LINKS = 12

export function banner({ scope, generatedAt, tool }: Report): Markup {
  const limits = [...(scope.vpcIds ?? []), ...(scope.hostIds ?? [])]
  return html`<header class="top"><p class="brand">${tool.name}</p><p class="meta">${scope.accounts === undefined ? html`Account <span class="id">${scope.accountId}</span>` : accountsText(scope)} · ${scope.regions.join(', ')}${limits.length > 0 ? ` · only ${limits.join(', ')}` : ''} · judged <time datetime="${generatedAt}">${minute(generatedAt)}</time></p></header>`
}

/** The three answers: what can be reached, what cannot, what to mend first. */
export function answer(context: Context): Markup {
  const { report, causes } = context
  return html`<h1>${headline(report)}</h1>${redactedText(report).map((line) => html`<p class="banner"><span aria-hidden="true">⚠</span> ${line}</p>`)}
${reach(context)}
${firstFix(causes[0])}
${report.complete ? undefined : html`<p class="banner"><span aria-hidden="true">⚠</span> Not everything could be seen: <a href="#gaps">${count(report.gaps.length, 'gap')}</a>. What depends on it is UNKNOWN, not ready.</p>`}
${contents(context)}
${tools(report)}`
}

function headline({ databases, hosts }: Report): string {
  if (databases.length > 0) return reached(databases.filter(works).length, databases.length, 'database')
  if (hosts.length > 0) return reached(hosts.filter(opensShell).length, hosts.length, 'host')
  return 'No jump hosts and no databases'
}

const opensShell = ({ verdicts }: Report['hosts'][number]) => works({ verdict: verdicts.shell })

function reached(good: number, all: number, noun: string): string {
  if (good === all)
    return all === 1 ? `The ${noun} can be reached` : `${all === 2 ? 'Both' : `All ${all}`} ${noun}s can be reached`
  return `${good === 0 ? 'None' : good} of ${count(all, noun)} can be reached`
}

/** Straight to the commands that work. */
function reach({ report, index, many, options }: Context): Markup {
  const open = report.databases.filter(works)
  if (open.length === 0) return html``
  if (many)
    return html`<p class="jump"><b>Reach now</b> <code>${ownCommand(['connect', 'NAME'], options, undefined, anyProfile(index)).bash}</code> <span class="meta">with the name of one of <a href="#databases">${count(open.length, 'database')}</a></span></p>`
  const left = open.length - MAX_LINKS
  return html`<p class="jump"><b>Reach now</b> ${open.slice(0, MAX_LINKS).map(({ vpcId, kind, databaseId, accountId, via = '' }) => html`<span><a class="id" href="${hrefTo(databaseAnchor(vpcId, kind, databaseId, accountId))}">${databaseId}</a> <span class="meta">through ${index.host(via)?.name || via}${index.inAccount(accountId)}</span></span> `)}${left > 0 ? html`<span class="meta">and ${left} more</span>` : undefined}</p>`
}

function firstFix(cause: Context['causes'][number] | undefined): Markup {
  if (cause === undefined) return html``
  const { number, headline, place, keepsAway, problem } = cause
  const gain = keepsAway.length > 0 && problem.level === 'blocked' ? `, which keeps ${named(keepsAway)} away` : ''
  return html`<p class="first is-${LEVEL_TONE[problem.level]}"><b>Fix first</b> <a href="${hrefTo(causeAnchor(number))}"><span class="number"><span class="sr">Problem </span>${number}</span> <span class="said">${headline}</span></a> <span class="meta">${place}${gain}</span></p>`
}

const LEVEL_TONE = { blocked: 'fail', unknown: 'unknown', degraded: 'warn', deviating: 'warn' } as const

function named(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')
}

/** Counts that are also a filter, where scripts run; the search; whose shell the commands are for. */
function tools({ databases, vpcs }: Report): Markup {
  const of = (verdict: string) => databases.filter((database) => database.verdict === verdict).length
  const shown = VERDICTS.filter((verdict) => of(verdict) > 0)
  return html`<div class="tools">${
    shown.length === 0
      ? undefined
      : html`<fieldset class="tiles"><legend class="sr">Show databases that are</legend>${shown.map((verdict) => html`<label class="tile is-${verdict}"><input type="checkbox" name="verdict" value="${verdict}" checked disabled> <span class="count">${of(verdict)}</span> <span aria-hidden="true">${SIGNAL[verdict]}</span> ${verdictWord(verdict)}</label> `)}</fieldset>`
  }${vpcs.length === 0 ? undefined : html`<label class="search" hidden><span>Search</span><input type="search" id="search" autocomplete="off" spellcheck="false" placeholder="database, host, VPC, check"></label>`}
<fieldset class="shells"><legend>Commands for</legend>${Object.entries(SHELLS).map(([shell, name], position) => html`<label><input type="radio" name="shell" id="shell-${shell}" value="${shell}"${position === 0 ? html` checked` : undefined}> ${name}</label> `)}</fieldset>
<p id="shown" role="status" class="meta"></p><button type="button" id="reset" hidden>Show all</button></div>`
}

/** The page's parts, for those who do not scroll. */
function contents({ report, causes }: Context): Markup {
  const { changes, runs = [], gaps, findings, acceptances = [], problems, databases } = report
  const accepted = findings.filter((finding) => finding.accepted).length + acceptances.length
  const parts: [string, string, boolean][] = [
    ['databases', 'Databases', databases.length > 0],
    ['problems', `In the way (${causes.length})`, causes.length > 0],
    ['vpcs', `VPCs (${report.vpcs.length})`, true],
    ['accounts', `Accounts (${report.scope.accounts?.length ?? 0})`, report.scope.accounts !== undefined],
    ['posture', 'Posture', problems.some(({ level }) => level === 'deviating')],
    ['remarks', 'Worth knowing', remarksOf(report).length > 0],
    ['changes', `Changes (${changes?.length ?? 0})`, changes !== undefined],
    ['runs', 'Over time', runs.length > 1],
    ['gaps', gaps.length > 0 ? `Not looked at (${gaps.length})` : 'Left open', gaps.length + leftOpen(causes) > 0],
    ['accepted', `Accepted (${accepted})`, accepted > 0],
    ['legend', 'How to read this', true],
  ]
  return html`<nav class="pages" aria-label="On this page">${parts.filter(([, , there]) => there).map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav>`
}

const leftOpen = (causes: Context['causes']) => causes.filter(({ problem }) => problem.level === 'unknown').length
