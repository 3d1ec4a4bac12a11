import { forShells, sameForShells } from '../../../shell/index.js'
import { type Client, type Clients, type ClientTarget, login } from './client-target.js'
import { uri } from './graphical.js'
import { postgresClients } from './postgres.js'

/** The real name in the address, so that certificate and signature hold; the tunnel in place of what it resolves to. */
function curl({ endpoint, port, localPort }: ClientTarget, path: string, ...notes: string[]): Client {
  const https = port === 443 ? endpoint : `${endpoint}:${port}`
  const instead = `${endpoint}:${port}:127.0.0.1:${localPort}`
  return { client: 'curl', command: forShells(['curl', '--connect-to', instead, `https://${https}${path}`]), notes }
}

/** @see https://curl.se/docs/manpage.html#--aws-sigv4 */
const signing = (service: string, region: string) =>
  `where IAM decides who may: --aws-sigv4 aws:amz:${region}:${service} with --user KEY_ID:SECRET, and the header x-amz-security-token for temporary credentials`

export const neptuneClients: Clients = (target) => [curl(target, '/status', signing('neptune-db', target.region))]

/** @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html */
export const opensearchClients: Clients = (target) => [
  curl(target, '/_cluster/health?pretty', signing('es', target.region)),
  {
    client: 'browser',
    command: sameForShells(`https://127.0.0.1:${target.localPort}/_dashboards`),
    notes: [`a browser warns that the certificate is for ${target.endpoint}, not for 127.0.0.1`],
  },
]

/**
 * The API's certificate names the real endpoint and is signed by the cluster's own authority.
 * @see https://kubernetes.io/docs/reference/kubectl/generated/kubectl_options/
 */
export const kubernetesClients: Clients = ({ database, endpoint, localPort, region, profile }) => {
  const { bash: update } = forShells([
    ...['aws', 'eks', 'update-kubeconfig', ...(profile === undefined ? [] : ['--profile', profile])],
    ...['--region', region, '--name', database.databaseId],
  ])
  return [
    {
      client: 'kubectl',
      command: forShells([
        ...['kubectl', '--server', `https://127.0.0.1:${localPort}`, '--tls-server-name', endpoint],
        ...['get', 'namespaces'],
      ]),
      notes: [`authority and credentials of the cluster come into your kubeconfig by: ${update}`],
    },
  ]
}

/** Redshift speaks PostgreSQL's protocol, with certificates of Amazon's public authorities. */
export const redshiftClients: Clients = (target) => {
  const { database, region, profile } = target
  const { name } = login(target)
  const service =
    database.engine === 'redshift-serverless'
      ? ['redshift-serverless', 'get-credentials', '--workgroup-name']
      : ['redshift', 'get-cluster-credentials-with-iam', '--cluster-identifier']
  const { bash: credentials } = forShells([
    ...['aws', ...service, database.databaseId, '--db-name', name, '--region', region],
    ...(profile === undefined ? [] : ['--profile', profile]),
  ])
  return postgresClients(target).map((client) => {
    if (client.client === 'psql')
      return { ...client, notes: [...(client.notes ?? []), `user and password of IAM's making: ${credentials}`] }
    return client.client === 'jdbc'
      ? {
          ...client,
          command: sameForShells(
            `jdbc:redshift://127.0.0.1:${target.localPort}/${uri(name)}?ssl=true&sslmode=verify-ca`,
          ),
        }
      : client
  })
}
