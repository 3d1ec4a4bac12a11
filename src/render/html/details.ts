import type { Finding } from '../../model/finding.js'
import type { DatabaseReport, HostReport, TunnelReport, VpcReport } from '../../model/report.js'
import { databaseIdentity, tunnelIdentity } from '../../model/report-subjects.js'
import type { ReportIndex } from '../report-index.js'
import { LEVEL_STATUS, nameAndId, POSTURE_SIGNAL, SIGNAL } from '../words.js'
import { hostCommands, tunnelCommands } from './commands.js'
import { findingList } from './findings.js'
import { anchor, badge, hrefTo, html, type Markup } from './markup.js'
import { matrix, tunnelAnchor } from './matrix.js'
import { hopList, pathDiagram } from './path-diagram.js'

/** Everything about a VPC that its card does not show: tunnels with their paths, hosts, and all findings. */
export function vpcDetails(vpc: VpcReport, index: ReportIndex): Markup {
  const databases = index.databasesOf(vpc.vpcId)
  return html`${databases.length > 0 ? matrix(databases, index) : undefined}
${databases.flatMap((database) => index.tunnelsTo(database).map((tunnel) => tunnelSection(tunnel, database, index)))}
${databases.map((database) => databaseSection(database, index))}
${index.hostsOf(vpc.vpcId).map((host) => hostSection(host, index))}
<section class="part"><h4>The VPC itself</h4>
${vpc.needs.length === 0 ? undefined : html`<p class="meta">Needs endpoints (or another way) for: ${vpc.needs.map((need) => `${need.service} (${need.reason})`).join(', ')}</p>`}
${findingList(index.findingsOf({ kind: 'vpc', region: vpc.region, id: vpc.vpcId }))}</section>`
}

function tunnelSection(tunnel: TunnelReport, database: DatabaseReport, index: ReportIndex): Markup {
  const findings = index.findingsOf(tunnelIdentity(tunnel))
  const elsewhere = index.problemsOfTunnel(tunnel).filter(({ subjects }) => subjects[0]?.kind !== 'tunnel')
  const host = nameAndId(index.host(tunnel.hostId)?.name, tunnel.hostId)
  return html`<section class="part" id="${tunnelAnchor(tunnel)}">
<h4>${host} → ${tunnel.databaseId} ${badge(tunnel.verdict, SIGNAL[tunnel.verdict], tunnel.verdict)}</h4>
<p class="meta"><span class="id">${database.endpoint}:${database.port}</span> · local port ${tunnel.localPort}</p>
${elsewhere.map(({ level, message, subjects }) => html`<p class="why is-${LEVEL_STATUS[level]}">${message} <a href="${hrefTo(anchor(subjects[0]?.id ?? ''))}">More</a></p>`)}
${tunnelCommands(tunnel.commands)}
${findings.filter(hasHops).map(({ hops }) => html`${pathDiagram(tunnel.hostId, `${tunnel.databaseId}:${database.port}`, hops)}${hopList(hops)}`)}
${findingList(findings)}
</section>`
}

function hasHops(finding: Finding): finding is Finding & Required<Pick<Finding, 'hops'>> {
  return finding.hops !== undefined && finding.hops.length > 0
}

function databaseSection(database: DatabaseReport, index: ReportIndex): Markup {
  const findings = index.findingsOf(databaseIdentity(database))
  if (findings.length === 0) return html``
  return html`<section class="part"><h4>Database ${database.databaseId}</h4>
<p class="meta">${database.engine} ${database.kind} · ${database.status} · <span class="id">${database.endpoint}:${database.port}</span>${database.readerEndpoint === undefined ? undefined : html` · reader <span class="id">${database.readerEndpoint}</span>`}</p>
${findingList(findings)}</section>`
}

function hostSection(host: HostReport, index: ReportIndex): Markup {
  const verdicts = Object.entries(host.verdicts)
  return html`<section class="part" id="${anchor(host.instanceId)}">
<h4>Host ${nameAndId(host.name, host.instanceId)}</h4>
<p class="meta">${host.zone} · <span class="id">${host.subnetId}</span> · agent ${host.agentVersion || 'unknown'} · posture ${badge(host.posture, POSTURE_SIGNAL[host.posture], host.posture)}</p>
<p class="verdicts">${verdicts.map(([capability, verdict]) => html`<span>${CAPABILITY_WORDS[capability] ?? capability} ${badge(verdict, SIGNAL[verdict], verdict)}</span> `)}</p>
${hostCommands(host.commands)}
${findingList(index.findingsOf({ kind: 'host', region: host.region, id: host.instanceId }))}
</section>`
}

const CAPABILITY_WORDS: Record<string, string> = {
  tunnel: 'Tunnel',
  shell: 'Shell',
  ssh: 'SSH',
  runCommand: 'Run Command',
}
