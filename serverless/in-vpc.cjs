// Functions inside a VPC, where the parameters name subnets and security groups: there they need ways of their own to every service.
module.exports = async ({ resolveVariable }) => {
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
  return { extensions: { AuditLambdaFunction: placed, RemediateLambdaFunction: placed } }
}
