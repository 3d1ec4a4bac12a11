import type { Database, DatabaseKind } from '../../../model/database.js'

/** Who signed a database's certificate, in a file to download. */
export interface Authority {
  /** As it is called where it is downloaded. */
  file: string
  url: string
  note: string
}

/** Proxies have certificates of AWS Certificate Manager; their names say `proxy-` where an instance's have none. */
const PROXY_NAME = /\.proxy-[a-z0-9]+\.[a-z0-9-]+\.rds\.amazonaws\.com(\.cn)?$/i
const RDS_NAME = /\.(rds|docdb)\.amazonaws\.com(\.cn)?$/i
const OF_RDS: readonly DatabaseKind[] = ['instance', 'cluster', 'docdb']
const BUNDLE = 'global-bundle.pem'

/**
 * The authority whose file verifies a database's certificate; `undefined` where nobody but its owner knows. A target may be
 * a database of another account.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.howitworks.html
 */
export function authorityOf({
  kind,
  endpoint = '',
  region,
}: Pick<Database, 'kind' | 'endpoint' | 'region'>): Authority | undefined {
  if (kind === 'proxy' || PROXY_NAME.test(endpoint)) return AMAZON
  if (kind === 'warehouse') return REDSHIFT
  if (OF_RDS.includes(kind) || (kind === 'target' && RDS_NAME.test(endpoint))) return rds(region)
  return undefined
}

const AMAZON: Authority = {
  file: 'AmazonRootCA1.pem',
  url: 'https://www.amazontrust.com/repository/AmazonRootCA1.pem',
  note: "a proxy's certificate is of Amazon's public authorities, not of RDS's: AmazonRootCA1.pem is at https://www.amazontrust.com/repository/AmazonRootCA1.pem",
}

/** @see https://docs.aws.amazon.com/redshift/latest/mgmt/connecting-ssl-support.html */
const REDSHIFT: Authority = {
  file: 'amazon-trust-ca-bundle.crt',
  url: 'https://s3.amazonaws.com/redshift-downloads/amazon-trust-ca-bundle.crt',
  note: 'amazon-trust-ca-bundle.crt is at https://s3.amazonaws.com/redshift-downloads/amazon-trust-ca-bundle.crt',
}

function rds(region: string): Authority {
  const url = `https://${bundleHost(region)}/global/${BUNDLE}`
  return { file: BUNDLE, url, note: `${BUNDLE} is at ${url}` }
}

/** Partitions have authorities of their own. */
function bundleHost(region: string): string {
  if (region.startsWith('us-gov-')) return 'truststore.pki.us-gov-west-1.rds.amazonaws.com'
  if (region.startsWith('cn-')) return 'rds-truststore.s3.cn-north-1.amazonaws.com.cn'
  return 'truststore.pki.rds.amazonaws.com'
}
