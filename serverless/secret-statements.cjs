// What lets a function read secrets that the config names, and no others.
const arn = (text) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:${text}` })

/**
 * @param {string[]} names `ssm:/NAME` or `secretsmanager:NAME`
 * @param {string} keys ARNs of the KMS keys that encrypt them, comma-separated
 */
module.exports = (names, keys) => {
  if (names.length === 0) return []
  const parameters = names.filter((name) => name.startsWith('ssm:')).map((name) => name.slice('ssm:'.length))
  const secrets = names.filter((name) => name.startsWith('secretsmanager:')).map(secretArn)
  const read = (action, resources) =>
    resources.length > 0 ? [{ Effect: 'Allow', Action: [action], Resource: resources }] : []
  return [
    ...read('ssm:GetParameter', parameters.map(parameterArn)),
    ...read('secretsmanager:GetSecretValue', secrets),
    ...read(
      'kms:Decrypt',
      keys.split(',').flatMap((key) => key.trim() || []),
    ),
  ]
}

const parameterArn = (name) => arn(`ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/${name.replace(/^\//, '')}`)

function secretArn(text) {
  const name = text.slice('secretsmanager:'.length).replace(/#.*$/, '')
  // AWS adds six characters to the name.
  return name.startsWith('arn:') ? name : arn(`secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:${name}-??????`)
}
