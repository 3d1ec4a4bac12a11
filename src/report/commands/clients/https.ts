import { forShells, sameForShells } from '../../../shell/index.js'
import { type Client, type Clients, type ClientTarget, login } from './client-target.js'
import { uri } from './graphical.js'
import { postgresClients } from './postgres.js'

/** The real name in the address, so that certificate and signature hold; the tunnel in place of what it resolves to. */
function curl(
  { endpoint, port, localPort }: ClientTarget,
  path: string,
  { data = [], notes }: { data?: readonly string[]; notes: string[] },
): Client {
  const https = port === 443 ? endpoint : `${endpoint}:${port}`
  const instead = `${endpoint}:${port}:127.0.0.1:${localPort}`
  return {
    client: 'curl',
    command: forShells(['curl', '--connect-to', instead, ...data, `https://${https}${path}`]),
    notes,
  }
}

/** Only with temporary credentials: curl signs an empty header, and does not send it. */
const TOKEN = `\${AWS_SESSION_TOKEN:+-H "x-amz-security-token: $AWS_SESSION_TOKEN"}`

/**
 * Keys in variables, so that no history of a shell holds them. Only version 2 of the AWS CLI prints them.
 * @see https://curl.se/docs/manpage.html#--aws-sigv4
 * @see https://docs.aws.amazon.com/cli/latest/reference/configure/export-credentials.html
 */
function signing(service: string, { region, profile }: Pick<ClientTarget, 'region' | 'profile'>): string {
  const { bash: keys } = forShells([
    ...['aws', 'configure', 'export-credentials', ...(profile === undefined ? [] : ['--profile', profile])],
    ...['--format', 'env'],
  ])
  const signed = `--aws-sigv4 aws:amz:${region}:${service} --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" ${TOKEN}`
  return `in bash, after eval "$(${keys})" by version 2 of the AWS CLI, curl signs with ${signed}`
}

/**
 * One request in each of its languages. With IAM authentication every request is signed, for the real name.
 * @see https://docs.aws.amazon.com/neptune/latest/userguide/access-graph-opencypher-queries.html
 * @see https://docs.aws.amazon.com/neptune/latest/userguide/access-graph-gremlin-rest.html
 * @see https://docs.aws.amazon.com/neptune/latest/userguide/iam-auth-connect-command-line.html
 */
export const neptuneClients: Clients = (target) => {
  const notes = target.database.iamAuthentication
    ? [`IAM authentication: requests without a signature are refused; ${signing('neptune-db', target)}`]
    : []
  const asking = (path: string, ...data: string[]) => curl(target, path, { data, notes })
  return [
    asking('/status'),
    { ...asking('/openCypher', '--data-urlencode', 'query=MATCH (n) RETURN count(n)'), client: 'opencypher' },
    { ...asking('/gremlin', '--data', '{"gremlin":"g.V().count()"}'), client: 'gremlin' },
  ]
}

/** @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html */
export const opensearchClients: Clients = (target) => [
  curl(target, '/_cluster/health?pretty', { notes: [`where IAM decides who may: ${signing('es', target)}`] }),
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
