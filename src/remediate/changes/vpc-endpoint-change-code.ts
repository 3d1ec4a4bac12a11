import type { ModifyEndpointChange } from '../../model/change.js'
import { type CodeResource, codeForm, type Json, type Properties, type Words } from '../code-form.js'

const FOREIGN = 'CloudFormation cannot change an endpoint that it did not make.'

const LISTS = [
  {
    ids: ({ addSubnetIds }: ModifyEndpointChange) => addSubnetIds,
    cloudFormation: 'SubnetIds',
    terraform: { property: 'subnet_ids', type: 'subnet_association', argument: 'subnet_id' },
  },
  {
    ids: ({ addRouteTableIds }: ModifyEndpointChange) => addRouteTableIds,
    cloudFormation: 'RouteTableIds',
    terraform: { property: 'route_table_ids', type: 'route_table_association', argument: 'route_table_id' },
  },
  {
    ids: ({ addGroupIds }: ModifyEndpointChange) => addGroupIds,
    cloudFormation: 'SecurityGroupIds',
    terraform: { property: 'security_group_ids', type: 'security_group_association', argument: 'security_group_id' },
  },
] as const

/**
 * What an endpoint gets: a property where the plan makes the endpoint, too. Terraform has resources of their own for what
 * others' endpoints get, and for private DNS, which thus comes last there.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/vpc_endpoint_private_dns.html.markdown
 */
export const vpcEndpointChangeCode = codeForm<ModifyEndpointChange>({
  cloudFormation: {
    write(change, words) {
      const amends = words.makerOf(change.vpcEndpointId)
      if (amends === undefined) return { left: FOREIGN }
      if (change.privateDns) return { amends, properties: (before) => ({ ...before, PrivateDnsEnabled: true }) }
      return { amends, properties: (before) => withLists(before, change, words, (list) => list.cloudFormation) }
    },
  },
  terraform: {
    write(change, words) {
      const vpc_endpoint_id = words.text(change.vpcEndpointId)
      if (change.privateDns)
        return {
          resources: [
            { type: 'aws_vpc_endpoint_private_dns', properties: { vpc_endpoint_id, private_dns_enabled: true } },
          ],
        }
      const amends = words.makerOf(change.vpcEndpointId)
      if (amends !== undefined)
        return { amends, properties: (before) => withLists(before, change, words, (list) => list.terraform.property) }
      return { resources: associations(change, vpc_endpoint_id, words) }
    },
  },
})

function withLists(
  before: Properties,
  change: ModifyEndpointChange,
  words: Words,
  nameOf: (list: (typeof LISTS)[number]) => string,
): Properties {
  const fresh = LISTS.flatMap((list): [string, Json][] => {
    const [name, ids] = [nameOf(list), list.ids(change) ?? []]
    const old = before[name]
    return ids.length === 0 ? [] : [[name, [...(Array.isArray(old) ? old : []), ...ids.map((id) => words.text(id))]]]
  })
  return { ...before, ...Object.fromEntries(fresh) }
}

const associations = (change: ModifyEndpointChange, vpc_endpoint_id: Json, words: Words): CodeResource[] =>
  LISTS.flatMap(({ ids, terraform: { type, argument } }) =>
    (ids(change) ?? []).map((id, i) => ({
      ...{ type: `aws_vpc_endpoint_${type}`, word: `Part${i + 1}` },
      properties: { vpc_endpoint_id, [argument]: words.text(id) },
    })),
  )
