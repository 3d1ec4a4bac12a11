const organization = require('./organization/functions.cjs')

// Functions inside a VPC, where the parameters name subnets and security groups: there they need ways of their own to every service.
module.exports = async (variables) => {
  const { resolveVariable } = variables
  const ids = async (name) =>
    String((await resolveVariable(`param:${name}`)) ?? '')
      .split(',')
      .flatMap((id) => id.trim() || [])
  const [SubnetIds, SecurityGroupIds] = [await ids('subnetIds'), await ids('securityGroupIds')]
  if (SubnetIds.length === 0 && SecurityGroupIds.length === 0) return {}
  for (const [name, given, pattern] of [
    ['subnetIds', SubnetIds, /^subnet-[0-9a-f]+$/],
    ['securityGroupIds', SecurityGroupIds, /^sg-[0-9a-f]+$/],
  ])
    if (given.length === 0 || !given.every((id) => pattern.test(id)))
      throw new Error(`Parameter ${name}: expected ids, comma-separated, of both subnets and security groups.`)
  const placed = { Properties: { VpcConfig: { SubnetIds, SecurityGroupIds } } }
  const names = ['audit', 'remediate', ...Object.keys(await organization(variables))]
  return { extensions: Object.fromEntries(names.map((name) => [logicalId(name), placed])) }
}

/** As the framework calls a function's resource. */
const logicalId = (name) => `${name[0].toUpperCase()}${name.slice(1)}LambdaFunction`
