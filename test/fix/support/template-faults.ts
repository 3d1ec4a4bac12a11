/** What would keep a template from being carried out: names that lead nowhere, circles, things made twice. */

interface Resource {
  Type: string
  Condition?: string
  DependsOn?: string[]
  Properties: object
}

export interface Template {
  Parameters?: Record<string, object>
  Conditions?: Record<string, object>
  Metadata: { SsmReady: { notInfrastructure: { id: string; when: string; why: string; commands: string[] }[] } }
  Resources: Record<string, Resource>
}

export function cloudFormationFaults({ Parameters = {}, Conditions = {}, Resources }: Template): string[] {
  const names = new Set([...Object.keys(Parameters), ...Object.keys(Resources)])
  const links = new Map<string, string[]>()
  const faults = Object.entries(Resources).flatMap(([name, { Condition, DependsOn = [], Properties }]) => {
    const referred = references(Properties)
    links.set(name, [...referred, ...DependsOn])
    return [
      ...(/^[A-Za-z0-9]{1,255}$/.test(name) ? [] : [`${name} is no logical id`]),
      ...[...referred, ...DependsOn].filter((id) => !names.has(id)).map((id) => `${name} refers to ${id}`),
      ...(Condition !== undefined && !Object.hasOwn(Conditions, Condition) ? [`no condition ${Condition}`] : []),
      ...DependsOn.filter((id) => referred.includes(id)).map((id) => `${name} need not depend on ${id}`),
    ]
  })
  return [...faults, ...circles(links), ...twice(Object.values(Resources))]
}

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: string[] }
  if (Ref !== undefined) return [Ref]
  if (attribute) return attribute.slice(0, 1)
  return Object.values(value).flatMap(references)
}

type Blocks = Record<string, Record<string, { depends_on?: string[] }>>

export interface Configuration {
  '//': { notInfrastructure: { id: string }[] }
  provider: { aws: { region: string; alias?: string }[] }
  variable?: object
  data?: Blocks
  resource: Blocks
}

export function terraformFaults({ variable = {}, data = {}, resource }: Configuration): string[] {
  const addresses = (blocks: Blocks, prefix = '') =>
    Object.entries(blocks).flatMap(([type, all]) =>
      Object.entries(all).map(([name, body]) => [`${prefix}${type}.${name}`, body] as const),
    )
  const all = new Map([...addresses(resource), ...addresses(data, 'data.')])
  const known = new Set([...all.keys(), ...Object.keys(variable).map((name) => `var.${name}`)])
  const links = new Map<string, string[]>()
  const faults = [...all].flatMap(([address, body]) => {
    const { depends_on = [], ...rest } = body
    const named = [...JSON.stringify(rest).matchAll(/(?<!\$)\$\{([\w.-]+)/g)].map(([, path = '']) => path)
    const referred = named.map((path) =>
      path
        .split('.')
        .slice(0, path.startsWith('data.') ? 3 : 2)
        .join('.'),
    )
    links.set(address, [...referred, ...depends_on])
    return [
      ...(/^[a-z_][\w-]*$/.test(address.split('.').at(-1) ?? '') ? [] : [`${address} is no name`]),
      ...[...referred, ...depends_on].filter((id) => !known.has(id)).map((id) => `${address} refers to ${id}`),
      ...depends_on.filter((id) => referred.includes(id)).map((id) => `${address} need not depend on ${id}`),
    ]
  })
  return [...faults, ...circles(links)]
}

function circles(links: ReadonlyMap<string, string[]>): string[] {
  const done = new Set<string>()
  const visit = (id: string, way: readonly string[]): string[] => {
    if (way.includes(id)) return [`circle: ${[...way, id].join(' > ')}`]
    if (done.has(id)) return []
    const found = (links.get(id) ?? []).flatMap((next) => visit(next, [...way, id]))
    done.add(id)
    return found
  }
  return [...links.keys()].flatMap((id) => visit(id, []))
}

function twice(resources: readonly Resource[]): string[] {
  const said = resources.map(({ Type, Properties }) => JSON.stringify({ Type, Properties }))
  return said.filter((each, i) => said.indexOf(each) !== i).map((each) => `twice: ${each}`)
}

/** What Terraform makes of a text, where it refers to nothing. */
export const terraformText = (template: string): string =>
  template.replace(/\$\{"(.)"\}|\$\$\{|%%\{/g, (found, sign?: string) => sign ?? found.slice(1))
