// The parameters of an organisation, read and checked once for the functions, roles and state machine that are made of them.
const NAME = /^[\w+=,.@-]{1,64}$/
const WORDS = /^(all|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}|r-[0-9a-z]{4,32}|\d{12}|tag:[^=]+(=.*)?)$/

/** `undefined` where no organisation is audited. */
module.exports = async function parameters({ resolveVariable }) {
  const param = async (name) => String((await resolveVariable(`param:${name}`)) ?? '').trim()
  const organization = await param('organization')
  if (organization === '') return undefined
  const wrong = organization.split(',').find((word) => !WORDS.test(word.trim()))
  if (wrong !== undefined)
    throw new Error(
      `Parameter organization: ${JSON.stringify(wrong.trim())}: expected all, ids of organisational units (ou-…) or accounts, and tag:KEY=VALUE to narrow them, separated by commas.`,
    )
  if ((await param('bucket')) === 'none')
    throw new Error('Parameter organization: its reports need a bucket, and the parameter bucket says none.')
  const role = await param('organizationRole')
  if (!NAME.test(role)) throw new Error('Parameter organizationRole: expected the name of a role, without its path.')
  return {
    organization,
    role,
    externalId: await param('organizationExternalId'),
    concurrency: whole('organizationConcurrency', await param('organizationConcurrency'), 1, 1000),
    tolerated: whole('organizationToleratedFailures', await param('organizationToleratedFailures'), 0, 100),
    partition: partitionOf(await param('region')),
  }
}

/** What CloudFormation calls AWS::Partition, where a reference to that is not understood. */
const partitionOf = (region) =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'

function whole(name, text, least, most) {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < least || number > most)
    throw new Error(`Parameter ${name}: expected a whole number from ${least} to ${most}, got ${JSON.stringify(text)}.`)
  return number
}
