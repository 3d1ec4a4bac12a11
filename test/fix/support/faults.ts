import type { SampleAccount, SampleRegion } from '../../../src/sample/account.js'

/** The one region of a sample. */
export function regionIn(account: SampleAccount): SampleRegion {
  const [first] = account.regions.values()
  if (!first) throw new Error('a sample has a region')
  return first
}

/** An account without the endpoints of these services, and without their interfaces. */
export function withoutEndpoints(account: SampleAccount, services: readonly string[]): SampleAccount {
  const region = regionIn(account)
  const gone = region.vpcEndpoints.filter((each) => services.includes(each.ServiceName?.split('.').at(-1) ?? ''))
  const interfaces = new Set(gone.flatMap((each) => each.NetworkInterfaceIds ?? []))
  const ids = new Set(gone.map((each) => each.VpcEndpointId))
  region.vpcEndpoints = region.vpcEndpoints.filter((each) => !gone.includes(each))
  region.networkInterfaces = region.networkInterfaces.filter((eni) => !interfaces.has(eni.NetworkInterfaceId ?? ''))
  for (const table of region.routeTables) table.Routes = table.Routes?.filter((route) => !ids.has(route.GatewayId))
  return account
}
