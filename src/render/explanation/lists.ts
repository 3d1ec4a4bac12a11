import type { AnyExplanation } from '../../model/explanation.js'

/** An explanation's parts as the lists of a report, which an index is made of. */
export function listsOf(explanation: AnyExplanation) {
  if ('vpc' in explanation) {
    const { vpc, hosts, databases, tunnels } = explanation
    return { vpcs: [vpc], hosts, databases, tunnels }
  }
  const { host, database, tunnel } = explanation
  return { vpcs: [], hosts: [host], databases: database ? [database] : [], tunnels: tunnel ? [tunnel] : [] }
}
