/** DNS suffixes by region prefix, as the agent has them (amazon-ssm-agent, common/identity/endpoint). */
const SUFFIXES: readonly (readonly [string, string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['us-iso-', 'c2s.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['eusc-', 'amazonaws.eu'],
]

const STANDARD = 'amazonaws.com'

/** Of all partitions. */
export const DNS_SUFFIXES: readonly string[] = [STANDARD, ...SUFFIXES.map(([, suffix]) => suffix)]

/** The DNS suffix of a region's service names, e.g. `amazonaws.com`. */
export function dnsSuffix(region: string): string {
  return SUFFIXES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? STANDARD
}
