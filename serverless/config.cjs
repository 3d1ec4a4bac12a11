// The parameter `config` as the functions get it. Secrets in it would be readable in the template, the console and the logs of whoever
// deploys: they are refused here, before anything is packaged.
module.exports = async ({ resolveVariable }) => {
  const text = String((await resolveVariable('param:config')) ?? '').trim()
  if (text !== '') refuseSecrets(parsed(text))
  return text
}

/** What a config may hold instead of a secret, as `src/model/secret-name.ts` has it. */
const SECRET_NAME = /^(?:ssm:[\w./-]+|secretsmanager:[\w/+=.@:-]+(?:#[\w.-]+)?)$/

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('Parameter config: expected a JSON object.')
  }
}

function refuseSecrets({ slack }) {
  for (const field of ['webhookUrl', 'botToken', 'signingSecret']) {
    const value = slack?.[field]
    if (value !== undefined && !(typeof value === 'string' && SECRET_NAME.test(value)))
      throw new Error(
        `Parameter config: slack.${field}: is a secret, which a template must not hold: put it into a parameter (aws ssm put-parameter --type SecureString --name /slack/NAME --value …) and write ssm:/slack/NAME here, or secretsmanager:NAME for a secret of Secrets Manager.`,
      )
  }
}
