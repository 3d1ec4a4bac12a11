import type { Database } from '../../../model/database.js'
import { forShells, sameForShells } from '../../../shell/index.js'
import { type Clients, login } from './client-target.js'
import { curl, signed } from './curl.js'
import { uri } from './graphical.js'
import { postgresClients } from './postgres.js'

/**
 * One request in each of its languages. With IAM authentication every request is signed, for the real name.
 * @see https://docs.aws.amazon.com/neptune/latest/userguide/access-graph-opencypher-queries.html
 * @see https://docs.aws.amazon.com/neptune/latest/userguide/access-graph-gremlin-rest.html
 * @see https://docs.aws.amazon.com/neptune/latest/userguide/iam-auth-connect-command-line.html
 */
export const neptuneClients: Clients = (target) => {
  const asking = (path: string, ...data: string[]) => {
    const client = curl(target, path, ...data)
    return target.database.iamAuthentication ? signed(client, 'neptune-db', target) : client
  }
  return [
    asking('/status'),
    { ...asking('/openCypher', '--data-urlencode', 'query=MATCH (n) RETURN count(n)'), client: 'opencypher' },
    { ...asking('/gremlin', '--data', '{"gremlin":"g.V().count()"}'), client: 'gremlin' },
  ]
}

/** @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html */
export const opensearchClients: Clients = (target) => {
  const health = curl(target, '/_cluster/health?pretty=true')
  return [
    {
      ...health,
      notes: [
        'where IAM decides who may, requests are to be signed: the line "curl, signed" of the HTML report does that',
      ],
    },
    { ...signed(health, 'es', target), client: 'curl, signed' },
    {
      client: 'browser',
      command: sameForShells(`https://127.0.0.1:${target.localPort}/_dashboards`),
      notes: [`a browser warns that the certificate is for ${target.endpoint}, not for 127.0.0.1`],
    },
  ]
}

/**
 * The API's certificate names the real endpoint and is signed by the cluster's own authority.
 * @see https://kubernetes.io/docs/reference/kubectl/generated/kubectl_options/
 */
export const kubernetesClients: Clients = ({ database, endpoint, localPort, region, profile }) => {
  const update = forShells([
    ...['aws', 'eks', 'update-kubeconfig', ...(profile === undefined ? [] : ['--profile', profile])],
    ...['--region', region, '--name', serviceNameOf(database)],
  ])
  return [
    {
      client: 'kubectl',
      command: forShells([
        ...['kubectl', '--server', `https://127.0.0.1:${localPort}`, '--tls-server-name', endpoint],
        ...['get', 'namespaces'],
      ]),
      before: { what: "once, for the cluster's authority and credentials in your kubeconfig", ...update },
    },
  ]
}

const serviceNameOf = ({ serviceName, databaseId }: Pick<Database, 'serviceName' | 'databaseId'>) =>
  serviceName ?? databaseId

/** Redshift speaks PostgreSQL's protocol, with certificates of Amazon's public authorities. */
export const redshiftClients: Clients = (target) => {
  const { database, region, profile } = target
  const { name } = login(target)
  const service =
    database.engine === 'redshift-serverless'
      ? ['redshift-serverless', 'get-credentials', '--workgroup-name']
      : ['redshift', 'get-cluster-credentials-with-iam', '--cluster-identifier']
  const credentials = forShells([
    ...['aws', ...service, serviceNameOf(database), '--db-name', name, '--region', region],
    ...(profile === undefined ? [] : ['--profile', profile]),
  ])
  return postgresClients(target).map((client) => {
    if (client.client === 'psql')
      return { ...client, before: { what: "for a user and password of IAM's making", ...credentials } }
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
