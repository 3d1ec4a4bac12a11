import type { VpcVerdict } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import type { VpcReport } from '../../model/report.js'
import { count, SIGNAL, VERDICT_ORDER, verdictWord } from '../words.js'
import { accountWords, type Context } from './context.js'
import { vpcDetails } from './details.js'
import { anchor, badge, html, type Markup } from './markup.js'

/** A line for each VPC, worst first, behind which its paths, hosts and checks are; of many, those that are ready fold. */
export function vpcsSection(context: Context): Markup {
  const { index, many, report } = context
  const groups = groupBy(index.vpcs, ({ verdict }) => verdict)
  return html`<section id="vpcs" aria-labelledby="vpcs-name"><h2 id="vpcs-name">VPCs</h2>
${index.vpcs.length === 0 ? html`<p>No VPC in ${report.scope.regions.join(', ') || 'what was looked at'}.</p>` : undefined}
${VERDICT_ORDER.map((verdict) => vpcGroup(verdict, groups.get(verdict) ?? [], many, context))}
<p id="none" hidden>Nothing matches.</p></section>`
}

function vpcGroup(verdict: VpcVerdict, vpcs: readonly VpcReport[], many: boolean, context: Context): Markup {
  if (vpcs.length === 0) return html``
  const rows = vpcs.map((vpc) => vpcRow(vpc, context))
  if (!many) return html`${rows}`
  return html`<details class="fold"><summary>${badge(verdict, SIGNAL[verdict], verdictWord(verdict))} ${count(vpcs.length, 'VPC')}</summary>${rows}</details>`
}

function vpcRow(vpc: VpcReport, context: Context): Markup {
  const { index } = context
  const { vpcId, name, accountId, region, verdict, posture, hostIds, databaseIds } = vpc
  const id = anchor(vpcId)
  const facts = [
    ...(name === '' ? [] : [vpcId]),
    ...(index.several ? [`account ${index.accountName(accountId)}`] : []),
    region,
    hostIds.length === 0 ? 'no host' : `${index.hostRatio(vpc)} hosts work`,
    ...(databaseIds.length === 0 ? [] : [`${index.databaseRatio(vpc)} databases reached`]),
    ...(posture === undefined ? [] : [`posture ${posture.toLowerCase()}`]),
  ]
  const head = html`<h3>${name || vpcId}</h3> ${badge(verdict, SIGNAL[verdict], verdictWord(verdict))} <span class="meta">${facts.join(' · ')}</span>`
  const attributes = html`id="${id}" tabindex="-1" data-search="${searchText(vpc, context)}"`
  if (verdict === 'NOT_APPLICABLE')
    return html`<div class="vpc is-${verdict}" ${attributes}><div class="head">${head}</div></div>`
  return html`<details class="vpc is-${verdict}" ${attributes}><summary>${head}</summary>${vpcDetails(vpc, context)}</details>`
}

function searchText(vpc: VpcReport, { index }: Context): string {
  const hosts = index.hostsOf(vpc.vpcId).map(({ instanceId }) => index.nameOf(instanceId))
  const databases = index.databasesOf(vpc.vpcId)
  const checks = databases.flatMap((database) =>
    index.tunnelsTo(database).flatMap(({ blockedBy }) => blockedBy.map(({ checkId }) => checkId)),
  )
  const words = [
    vpc.vpcId,
    vpc.name,
    vpc.accountId,
    ...accountWords(vpc, index),
    vpc.region,
    ...hosts,
    ...databases.map((d) => d.databaseId),
  ]
  return [...new Set([...words, ...checks])].join(' ').toLowerCase()
}
