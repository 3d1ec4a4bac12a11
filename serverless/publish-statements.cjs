// What the audit function may do beside reading the account: publish where the parameters `publish` and `config` say so.
const byDestination = require('./publisher-statements.json')
const secretStatements = require('./secret-statements.cjs')

const DESTINATIONS = Object.keys(byDestination)

module.exports = async ({ resolveVariable }) => {
  const param = async (name) => String((await resolveVariable(`param:${name}`)) ?? '').trim()
  const named = words(await param('publish')).filter((word) => word !== 'none')
  for (const word of named)
    if (!DESTINATIONS.includes(word))
      throw new Error(`Parameter publish: unknown destination ${word}: expected some of ${DESTINATIONS.join(', ')}.`)
  const publish = [...new Set(named)].flatMap((word) => byDestination[word])
  const secrets = secretStatements(namedSecrets(await param('config')), await param('secretsKey'))
  const all = [...publish, ...secrets]
  return all.length > 0 ? all : [NOTHING]
}

/** A policy says something; this needs no right. */
const NOTHING = { Effect: 'Allow', Action: ['sts:GetCallerIdentity'], Resource: '*' }

const words = (text) => text.split(',').flatMap((word) => word.trim() || [])

function namedSecrets(config) {
  const { slack = {} } = config === '' ? {} : JSON.parse(config)
  return ['webhookUrl', 'botToken'].flatMap((field) => (typeof slack[field] === 'string' ? [slack[field]] : []))
}
