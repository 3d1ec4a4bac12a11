import type { Account, Choice } from '../../../app/index.js'
import { UsageError } from '../../../model/errors.js'
import type { DatabaseReport, Report } from '../../../model/report.js'
import { qualifiedNames, shortestNames } from '../../../model/report-subjects.js'
import { invocationOf } from '../../invocation.js'
import type { Io } from '../../io.js'
import { remember } from '../../remember.js'
import { openAccount, sourceOf } from '../../source.js'
import { progressOn, shellOf } from '../../terminal.js'
import { fitted } from './live.js'
import { type ConnectOptions, type Found, portOf, type Wish } from './options.js'

/** Audits, and chooses the host for each of what was asked for. */
export async function find(queries: readonly string[], options: ConnectOptions, io: Io): Promise<Found> {
  const { chooseReady, runAudit } = await import('../../../app/index.js')
  const { account, ...found } = await openAccount(options, io)
  const invocation = invocationOf(options, io.env)
  const audit = () => {
    const progress = progressOn(io, options.quiet === true)
    return runAudit({ invocation }, sourceOf(account, found, progress)).finally(progress.end)
  }
  const patience = options.wait ? patienceOf(account, io) : undefined
  const chooseNow = ({ query, via }: Wish, lookNow: () => Promise<Report>) => {
    const through = via === undefined ? {} : { via }
    const wish = { query, ssh: options.ssh === true, ...through, invocation, shell: shellOf(io.env) }
    return chooseReady(wish, lookNow, patience)
  }
  let seen = await audit()
  const choices: Found['choices'] = []
  const wishes = await wishesOf(queries, new Map(Object.entries(found.config.connections)), seen.report, options, io)
  const several = wishes.length > 1
  for (const wish of wishes) {
    let isFirst = true
    const chosen = await chooseNow(wish, async () => {
      if (!isFirst) seen = await audit()
      isFirst = false
      return seen.report
    })
    const whose = several ? `${wish.query}: ` : ''
    if (options.quiet !== true) io.stderr.write(`${fitted(`${whose}${chosen.choice.why}`, io)}\n`)
    const chooseAgain = async () => (await chooseNow(wish, async () => (await audit()).report)).choice
    choices.push({ choice: chosen.choice, wish, chooseAgain })
  }
  const { report, inventory } = seen
  await remember(report, options, io)
  return { report, inventory, choices, account }
}

type Saved = ReadonlyMap<string, { database: string } & Omit<Wish, 'query'>>

/** What was named, as saved in the config or as it is; without a name, all that can be reached, or what is picked. */
async function wishesOf(
  queries: readonly string[],
  saved: Saved,
  report: Report,
  options: ConnectOptions,
  io: Io,
): Promise<Wish[]> {
  const named = queries.length > 0 ? queries : options.all ? reachable(report) : [await pick(report, saved, io)]
  if (options.all && options.quiet !== true) tellLeftOut(report, io)
  const localPort = portOf(options)
  return named.map((name) => {
    const { database: query = name, ...own } = saved.get(name) ?? {}
    return {
      query,
      ...own,
      ...(options.via !== undefined && { via: options.via }),
      ...(localPort !== undefined && { localPort }),
    }
  })
}

const isReached = ({ verdict }: DatabaseReport) => verdict === 'READY' || verdict === 'DEGRADED'
const MOST_LISTED = 8

function tellLeftOut({ databases }: Report, io: Io): void {
  const left = databases.filter((each) => !isReached(each)).map(shortestNames(databases))
  if (left.length === 0) return
  const names = `${left.slice(0, MOST_LISTED).join(', ')}${left.length > MOST_LISTED ? ', …' : ''}`
  io.stderr.write(`${fitted(`left out, for no host reaches them now: ${names}: ssm-ready explain says why`, io)}\n`)
}

/** Databases that some host reaches. */
function reachable({ databases }: Report): string[] {
  const found = databases.filter(isReached)
  if (found.length === 0) throw new UsageError('--all: no database can be reached now; `ssm-ready audit` says why.')
  return found.map(qualifiedNames(databases))
}

async function pick(report: Report, saved: Saved, io: Io): Promise<string> {
  if (io.stdin.isTTY !== true || io.stderr.isTTY !== true)
    throw new UsageError('connect: name a database or a host, or --all; there is no terminal here to pick one on.')
  const { pickOne } = await import('./picker.js')
  return pickOne(report, [...saved.keys()], io)
}

const patienceOf = ({ sleep }: Account, io: Io) => ({
  sleep,
  onWait: (verdict: Choice['verdict'], ms: number) =>
    void io.stderr.write(`not ready yet (${verdict}), looking again in ${ms / 1000} s\n`),
})
