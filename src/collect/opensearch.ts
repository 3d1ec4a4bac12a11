import { DescribeDomainsCommand, type DomainStatus, ListDomainNamesCommand } from '@aws-sdk/client-opensearch'
import type { Collected } from '../model/collected.js'
import type { DataStore } from '../model/snapshot-data-stores.js'
import type { RegionContext } from './context.js'
import { ofOffered } from './data-stores.js'
import { defined, need } from './fields.js'

/** Domains that AWS describes in one call. */
const BATCH = 5

/** The OpenSearch and Elasticsearch domains that lie in VPCs. */
export async function collectSearchDomains(context: RegionContext): Promise<Collected<DataStore[]>> {
  const { clients, runner, region } = context
  const client = clients.opensearch(region)
  const names = await runner.collectOne('es:ListDomainNames', async (options) => {
    const { DomainNames } = await client.send(new ListDomainNamesCommand({}), options)
    return need(DomainNames, 'DomainNames').map(({ DomainName }) => need(DomainName, 'DomainName'))
  })
  if (names.outcome !== 'ok') return names
  const batches = Array.from({ length: Math.ceil(names.value.length / BATCH) }, (_, i) =>
    names.value.slice(i * BATCH, (i + 1) * BATCH),
  )
  const described = await Promise.all(
    batches.map((DomainNames) =>
      runner.collectOne('es:DescribeDomains', async (options) => {
        const { DomainStatusList } = await client.send(new DescribeDomainsCommand({ DomainNames }), options)
        const domains = need(DomainStatusList, 'DomainStatusList')
        const missing = DomainNames.find((name) => !domains.some(({ DomainName }) => DomainName === name))
        if (missing !== undefined) throw new Error(`AWS's answer lacks ${missing}, which it lists`)
        return domains.flatMap(domainOf)
      }),
    ),
  )
  const value: DataStore[] = []
  for (const batch of described) {
    if (batch.outcome !== 'ok') return ofOffered(batch)
    value.push(...batch.value)
  }
  return { outcome: 'ok', api: 'es:DescribeDomains', value }
}

/** Nothing for a domain with a public endpoint: no tunnel is needed to it. */
function domainOf(domain: DomainStatus): DataStore[] {
  const { VPCOptions, Endpoints } = domain
  if (!VPCOptions?.VPCId) return []
  const address = Endpoints?.['vpc'] ?? Endpoints?.['vpcv2']
  return [
    defined({
      name: need(domain.DomainName, 'DomainName'),
      arn: domain.ARN,
      engine: domain.EngineVersion?.startsWith('Elasticsearch') ? 'elasticsearch' : 'opensearch',
      status: statusOf(domain),
      endpoint: address === undefined ? undefined : { address, port: 443 },
      vpcId: VPCOptions.VPCId,
      subnetIds: need(VPCOptions.SubnetIds, 'SubnetIds'),
      vpcSecurityGroups: need(VPCOptions.SecurityGroupIds, 'SecurityGroupIds').map((id) => ({
        vpcSecurityGroupId: id,
        status: 'active',
      })),
      interfaceDescriptions: [`ES ${domain.DomainName}`],
      isTlsRequired: true,
    }),
  ]
}

/** AWS has no one word for it where `DomainProcessingStatus` is missing. */
function statusOf(domain: DomainStatus): string {
  if (domain.Deleted === true) return 'Deleting'
  if (domain.DomainProcessingStatus !== undefined) return domain.DomainProcessingStatus
  if (domain.Created === false) return 'Creating'
  return domain.Processing === true ? 'Modifying' : 'Active'
}
