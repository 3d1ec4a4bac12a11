/** Where a secret is kept: its name travels through configs, templates and logs; the secret never does. */
export interface SecretName {
  store: 'ssm' | 'secretsmanager'
  /** Of the parameter, or name or ARN of the secret. */
  name: string
  /** Of a secret that is a JSON object: the field. */
  key?: string
}

/** `ssm:/slack/ssm-ready`, `secretsmanager:slack/ssm-ready`, `secretsmanager:slack/ssm-ready#botToken`. */
const SECRET_NAME = /^(?:(ssm):([\w./-]+)|(secretsmanager):([\w/+=.@:-]+)(?:#([\w.-]+))?)$/

/** `undefined`: that is no name, and so may be the secret itself. */
export function parseSecretName(text: string): SecretName | undefined {
  const [, ssm, parameter, secretsmanager, secret, key] = SECRET_NAME.exec(text) ?? []
  if (ssm !== undefined && parameter !== undefined) return { store: 'ssm', name: parameter }
  if (secretsmanager === undefined || secret === undefined) return undefined
  return { store: 'secretsmanager', name: secret, ...(key !== undefined && { key }) }
}

/** What is said of a secret that stands where its name should: never the secret. */
export const NAME_NOT_SECRET =
  'is a secret, which configs, templates and logs must not hold: put it into a parameter (aws ssm put-parameter --type SecureString --name /slack/NAME --value …) and write ssm:/slack/NAME here, or secretsmanager:NAME for a secret of Secrets Manager (secretsmanager:NAME#KEY for a field of its JSON)'
