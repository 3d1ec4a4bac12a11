import * as RDS from '@aws-sdk/client-rds'
import { awsError, metadata } from './errors.js'
import type { Handlers } from './handler.js'
import { rdsPage } from './paging.js'

export const rds: Handlers<typeof RDS> = {
  DescribeDBInstances(input, { region }) {
    const found = named(
      region.dbInstances,
      input.DBInstanceIdentifier,
      (i) => i.DBInstanceIdentifier,
      (message) => new RDS.DBInstanceNotFoundFault({ message, $metadata: metadata(404) }),
    )
    const { items, more } = rdsPage(unfiltered(found, input.Filters), input)
    return { DBInstances: items, ...more }
  },
  DescribeDBClusters(input, { region }) {
    const found = named(
      region.dbClusters,
      input.DBClusterIdentifier,
      (c) => c.DBClusterIdentifier,
      (message) => new RDS.DBClusterNotFoundFault({ message, $metadata: metadata(404) }),
    )
    const { items, more } = rdsPage(unfiltered(found, input.Filters), input)
    return { DBClusters: items, ...more }
  },
  DescribeDBProxies(input, { region }) {
    const proxies = region.dbProxies.map((p) => p.proxy)
    const found = named(proxies, input.DBProxyName, (p) => p.DBProxyName, noProxy)
    const { items, more } = rdsPage(unfiltered(found, input.Filters), input)
    return { DBProxies: items, ...more }
  },
  DescribeDBProxyTargets(input, { region }) {
    const [found] = named(region.dbProxies, input.DBProxyName ?? '', (p) => p.proxy.DBProxyName, noProxy)
    const { items, more } = rdsPage(unfiltered(found?.targets ?? [], input.Filters), input)
    return { Targets: items, ...more }
  },
  DescribeDBSubnetGroups(input, { region }) {
    const all = region.dbSubnetGroups
    const found = named(
      all,
      input.DBSubnetGroupName,
      (g) => g.DBSubnetGroupName,
      (message) => new RDS.DBSubnetGroupNotFoundFault({ message, $metadata: metadata(404) }),
    )
    const { items, more } = rdsPage(unfiltered(found, input.Filters), input)
    return { DBSubnetGroups: items, ...more }
  },
}

const noProxy = (message: string) => new RDS.DBProxyNotFoundFault({ message, $metadata: metadata(404) })

function named<T>(
  items: readonly T[],
  name: string | undefined,
  nameOf: (item: T) => string | undefined,
  notFound: (message: string) => Error,
): T[] {
  if (name === undefined) return [...items]
  const found = items.filter((item) => nameOf(item) === name)
  if (found.length === 0) throw notFound(`${name} not found.`)
  return found
}

/** RDS's filters are not needed by any collector; to ignore one would answer too much. */
function unfiltered<T>(items: T[], filters: readonly RDS.Filter[] | undefined): T[] {
  const [filter] = filters ?? []
  if (filter) throw awsError('InvalidParameterValue', `The filter '${filter.Name}' is not known to the sample account.`)
  return items
}
