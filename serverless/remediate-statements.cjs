// The policy of the remediation function beside that of an audit: what the remedies of the parameter `remedies` need.
const audit = require('./audit-statements.json')
const byRemedy = require('./remedy-statements.json')

module.exports = async ({ resolveVariable }) => {
  const named = String((await resolveVariable('param:remedies')) ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const known = Object.keys(byRemedy)
  const ids = named.includes('all') ? known : named
  for (const id of ids)
    if (!known.includes(id))
      throw new Error(`Parameter remedies: unknown remedy ${id}: expected all, or some of ${known.join(', ')}.`)
  const remedies = merged(ids.flatMap((id) => byRemedy[id]))
  if (remedies.length === 0) return [NOTHING]
  return [...remedies, ...(grantsRights(remedies) ? [NEVER_ITSELF] : [])]
}

const AUDITED = new Set(audit.flatMap(({ Action }) => Action))

/**
 * The inline policies of a role have room for 10,240 characters: what an audit may do is not said again, and statements on
 * the same resources are one, as are those under the same condition: it holds for each of their actions and resources.
 */
function merged(statements) {
  const groups = new Map()
  for (const { Action, Resource, Condition } of statements) {
    const key = JSON.stringify(Condition && Resource !== '*' ? Condition : [Resource, Condition])
    const actions = Action.filter((action) => !AUDITED.has(action))
    if (actions.length > 0) groups.set(key, [...(groups.get(key) ?? []), { Action: actions, Resource, Condition }])
  }
  return [...groups.values()].map((group) => ({
    Effect: 'Allow',
    Action: [...new Set(group.flatMap(({ Action }) => Action))].sort(),
    Resource: union(group.map(({ Resource }) => Resource)),
    ...(group[0].Condition && { Condition: group[0].Condition }),
  }))
}

function union(resources) {
  if (resources[0] === '*') return '*'
  const byText = new Map(resources.flat().map((each) => [JSON.stringify(each), each]))
  return [...byText.keys()].sort().map((key) => byText.get(key))
}

const grantsRights = (statements) =>
  statements.some(({ Action }) => Action.some((action) => /^iam:(Put|Attach)RolePolicy$/.test(action)))

/** A policy says something; this needs no right. */
const NOTHING = { Effect: 'Allow', Action: ['sts:GetCallerIdentity'], Resource: '*' }

/** Whoever may give rights to roles might give them to itself. CloudFormation begins the names of the stack's roles so. */
const NEVER_ITSELF = {
  Sid: 'NeverItself',
  Effect: 'Deny',
  Action: ['iam:AttachRolePolicy', 'iam:PutRolePolicy'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
  Resource: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${AWS::StackName}-*' }],
}
