import { CAPABILITIES, type Capability, type Finding, type Problem } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import type { DatabaseReport, HostReport, TunnelReport, VpcReport } from '../../model/report.js'
import { databaseIdentity, tunnelIdentity } from '../../model/report-subjects.js'
import { blockingHop } from '../hops.js'
import { connectCommand } from '../own-command.js'
import type { ReportIndex } from '../report-index.js'
import { nameAndId, provenText, SIGNAL } from '../words.js'
import { command, hostCommands } from './commands.js'
import type { Context } from './context.js'
import { diagramOf, hasHops } from './ends.js'
import { findingList } from './findings.js'
import { anchor, badge, hrefTo, html, type Markup } from './markup.js'
import { matrix, tunnelAnchor } from './matrix.js'
import { hopList } from './path-diagram.js'

/** Everything about a VPC that its line does not show: tunnels with their paths, hosts, and all findings. */
export function vpcDetails(vpc: VpcReport, context: Context): Markup {
  const { index } = context
  const databases = index.databasesOf(vpc.vpcId)
  const hosts = index.hostsOf(vpc.vpcId)
  const tunnels = databases.flatMap((database) => index.tunnelsTo(database).map((tunnel) => ({ tunnel, database })))
  // Of many, a way that is open is told by its database alone.
  const told = context.many ? tunnels.filter(({ tunnel }) => tunnel.verdict !== 'READY') : tunnels
  const itself = index.findingsOf({ kind: 'vpc', region: vpc.region, id: vpc.vpcId })
  return html`${databases.length > 0 ? matrix(databases, context) : undefined}
${told.map(({ tunnel, database }, i) => {
  const before = told.slice(0, i).some((other) => other.tunnel.hostId === tunnel.hostId)
  return tunnelSection(tunnel, database, context, before)
})}
${databases.map((database) => databaseSection(database, context))}
${hosts.map((host) => hostSection(host, context))}
<section class="part"><h4>The VPC itself</h4>
${vpc.needs.length === 0 ? undefined : html`<p class="meta">Needs endpoints (or another way) for: ${vpc.needs.map((need) => `${need.service} (${need.reason})`).join(', ')}</p>`}
${findingList(itself, context)}
${context.many ? passedIn(vpc, context) : undefined}</section>`
}

/** Of many VPCs, the checks that passed are counted. */
function passedIn(vpc: VpcReport, { index }: Context): Markup {
  const databases = index.databasesOf(vpc.vpcId)
  const passed = [
    { kind: 'vpc' as const, region: vpc.region, id: vpc.vpcId },
    ...vpc.hostIds.map((id) => ({ kind: 'host' as const, region: vpc.region, id })),
    ...databases.map(databaseIdentity),
    ...databases.flatMap((database) => index.tunnelsTo(database).map(tunnelIdentity)),
  ]
    .flatMap((subject) => index.findingsOf(subject))
    .filter(({ status }) => status === 'pass')
  const counts = [...groupBy(passed, ({ checkId }) => checkId)].map(([checkId, { length }]) =>
    length === 1 ? checkId : `${checkId} × ${length}`,
  )
  return html`<p class="meta">${passed.length === 0 ? 'No check passed.' : `Passed: ${counts.join(', ')}.`}</p>`
}

/** @param repeated the host's own obstacles were drawn with an earlier tunnel */
function tunnelSection(tunnel: TunnelReport, database: DatabaseReport, context: Context, repeated: boolean): Markup {
  const { index, options } = context
  const findings = index.findingsOf(tunnelIdentity(tunnel))
  const host = nameAndId(index.host(tunnel.hostId)?.name, tunnel.hostId)
  const via = [index.queryOf(database), '--via', tunnel.hostId]
  return html`<section class="part" id="${tunnelAnchor(tunnel)}" tabindex="-1">
<h4>${host} → ${tunnel.databaseId} ${badge(tunnel.verdict, SIGNAL[tunnel.verdict], tunnel.verdict)}</h4>
<p class="meta"><span class="id">${database.endpoint}:${database.port}</span> · local port ${tunnel.localPort}${tunnel.proof?.answered === true ? ` · ${provenText(tunnel.proof)}` : ''}</p>
${tunnel.commands.startSession && html`<div class="cmds">${command('Connect', connectCommand(via, options, database.region, index.profileOf(database.accountId)), `Connect to ${tunnel.databaseId} through ${host}`)}</div>`}
${obstacles(tunnel, context)}
${path(tunnel, findings, context, repeated)}
${findingList(findings, context)}
</section>`
}

/** What keeps the tunnel from being ready, told where the page tells it with its fix. */
function obstacles(tunnel: TunnelReport, { index, placeOf }: Context): Markup {
  const problems = index.problemsOfTunnel(tunnel)
  if (problems.length === 0) return html``
  return html`<ul>${problems.map((problem) => {
    const { id, name } = placeOf(problem)
    return html`<li>${index.withNamesAlone(obstacleOf(problem, tunnel, index))} <a href="${hrefTo(id)}">${name}</a></li>`
  })}</ul>`
}

/** The path that blocks, be it to the database or to a service; of a tunnel that works its own. */
function path(tunnel: TunnelReport, findings: readonly Finding[], { index, many }: Context, repeated: boolean): Markup {
  const own = findings.filter(hasHops)
  const ofHost = index.findingsOf({ kind: 'host', region: tunnel.region, id: tunnel.hostId }).filter(hasHops)
  const blocking =
    tunnel.verdict === 'READY'
      ? undefined
      : ([...own, ...ofHost].find(({ status, blocks }) => status === 'fail' && blocks.includes('tunnel')) ??
        [...own, ...ofHost].find(({ status, blocks }) => status === 'unknown' && blocks.includes('tunnel')))
  const shown = blocking ?? own.findLast(({ checkId }) => checkId === 'database-path') ?? own[0]
  // Of many, a host's way to a service is drawn once.
  if (shown === undefined || (many && repeated && !own.includes(shown))) return html``
  return html`${diagramOf(shown, index)}${many ? undefined : html`<details class="more"><summary>Each hop in words</summary>${hopList(shown.hops)}</details>`}`
}

function databaseSection(database: DatabaseReport, context: Context): Markup {
  const findings = context.index.findingsOf(databaseIdentity(database))
  if (!findings.some(({ status }) => !context.many || (status !== 'pass' && status !== 'skip'))) return html``
  return html`<section class="part"><h4>Database ${database.databaseId}</h4>
<p class="meta">${database.engine} ${database.kind} · ${database.status} · <span class="id">${database.endpoint}:${database.port}</span>${database.readerEndpoint === undefined ? undefined : html` · reader <span class="id">${database.readerEndpoint}</span>`}</p>
${findingList(findings, context)}</section>`
}

/** What a problem that hits several is on this tunnel: the same group may refuse each host by another address. */
function obstacleOf({ checkId, headline }: Problem, tunnel: TunnelReport, index: ReportIndex): string {
  const subjects = [tunnelIdentity(tunnel), { kind: 'host' as const, region: tunnel.region, id: tunnel.hostId }]
  const own = subjects
    .flatMap((subject) => index.findingsOf(subject))
    .find((finding) => finding.checkId === checkId && finding.status !== 'pass' && finding.status !== 'skip')
  return blockingHop(own ?? {})?.why ?? (own?.hops === undefined ? own?.message : undefined) ?? headline
}

function hostSection(host: HostReport, context: Context): Markup {
  const verdicts = groupBy(CAPABILITIES, (capability) => host.verdicts[capability])
  return html`<section class="part" id="${anchor(host.instanceId)}" tabindex="-1">
<h4>Host ${nameAndId(host.name, host.instanceId)}</h4>
<p class="meta">${host.zone} · <span class="id">${host.subnetId}</span> · agent ${host.agentVersion || 'unknown'} · posture ${host.posture.toLowerCase()}</p>
<p class="verdicts">${[...verdicts].map(([verdict, capabilities]) => html`<span>${capabilities.map((capability) => CAPABILITY_WORDS[capability]).join(', ')} ${badge(verdict, SIGNAL[verdict], verdict)}</span> `)}</p>
${hostCommands(host.commands, host.name || host.instanceId, context.many)}
${findingList(context.index.findingsOf({ kind: 'host', region: host.region, id: host.instanceId }), context)}
</section>`
}

const CAPABILITY_WORDS: Record<Capability, string> = {
  tunnel: 'Tunnel',
  shell: 'Shell',
  ssh: 'SSH',
  runCommand: 'Run Command',
}
