// What the audit function may do beside reading the account: publish where the parameters `publish` and `config` say so.
const arn = (text) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:${text}` })

const byDestination = require('./publisher-statements.json')
const DESTINATIONS = Object.keys(byDestination)

module.exports = async ({ resolveVariable }) => {
  const param = async (name) => String((await resolveVariable(`param:${name}`)) ?? '').trim()
  const named = words(await param('publish')).filter((word) => word !== 'none')
  for (const word of named)
    if (!DESTINATIONS.includes(word))
      throw new Error(`Parameter publish: unknown destination ${word}: expected some of ${DESTINATIONS.join(', ')}.`)
  const publish = [...new Set(named)].flatMap((word) => byDestination[word])
  const secrets = secretStatements(await param('config'), await param('secretsKey'))
  const all = [...publish, ...secrets]
  return all.length > 0 ? all : [NOTHING]
}

/** A policy says something; this needs no right. */
const NOTHING = { Effect: 'Allow', Action: ['sts:GetCallerIdentity'], Resource: '*' }

const words = (text) => text.split(',').flatMap((word) => word.trim() || [])

function secretStatements(config, key) {
  const { slack = {} } = config === '' ? {} : JSON.parse(config)
  const names = ['webhookUrl', 'botToken'].flatMap((field) => (typeof slack[field] === 'string' ? [slack[field]] : []))
  if (names.length === 0) return []
  const parameters = names.filter((name) => name.startsWith('ssm:')).map((name) => name.slice('ssm:'.length))
  const secrets = names.filter((name) => name.startsWith('secretsmanager:')).map(secretArn)
  const read = (action, resources) =>
    resources.length > 0 ? [{ Effect: 'Allow', Action: [action], Resource: resources }] : []
  return [
    ...read('ssm:GetParameter', parameters.map(parameterArn)),
    ...read('secretsmanager:GetSecretValue', secrets),
    ...read('kms:Decrypt', words(key)),
  ]
}

const parameterArn = (name) => arn(`ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/${name.replace(/^\//, '')}`)

function secretArn(text) {
  const name = text.slice('secretsmanager:'.length).replace(/#.*$/, '')
  // AWS adds six characters to the name.
  return name.startsWith('arn:') ? name : arn(`secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:${name}-??????`)
}
