import type { Plan, PlanStep } from '../../model/plan.js'
import type { PlanAsCode } from '../../model/plan-as-code.js'
import { PLAN_TAG, STEP_TAG } from '../changes/request.js'
import { type CodeResource, type Json, type Meant, type Part, terraformExpression, type Words } from '../code-form.js'
import { Naming } from './naming.js'
import { type Selection, select } from './select.js'
import { aboutPlan, regionsOf, sectionsOf } from './template.js'
import { waits } from './waits.js'

/**
 * The steps that make infrastructure, in Terraform's JSON syntax: in it, a text that closes a quote or a block stays a text.
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function asTerraform(plan: Plan): PlanAsCode {
  const naming = new Naming(plan, 'terraform', (words) => words.join('_').toLowerCase())
  const selection = select(plan, { formOf: naming.formOf, wordsOf: (step) => wordsOf(step, plan, naming) })
  const { units, left, steps } = selection
  const [region, ...others] = regionsOf(units)
  if (region === undefined) return { text: '', steps, left }
  const provider = { allowed_account_ids: [plan.scope.accountId] }
  const document = {
    '//': aboutPlan(plan, selection),
    terraform: {
      required_version: '>= 1.3',
      required_providers: { aws: { source: 'hashicorp/aws', version: '>= 5.70' } },
    },
    provider: {
      aws: [{ region, ...provider }, ...others.map((alias) => ({ alias, region: alias, ...provider }))],
    },
    ...sectionsOf(units),
    ...blocksOf(selection, naming, region),
  }
  return { text: JSON.stringify(document, undefined, 2), steps, left }
}

const nameOf = (naming: Naming, step: string, { word }: Part) =>
  word === undefined ? naming.nameOf(step) : `${word.toLowerCase()}_of_${naming.nameOf(step)}`

const addressOf = (naming: Naming, step: string, part: Part) =>
  `${part.data ? 'data.' : ''}${part.type}.${nameOf(naming, step, part)}`

function wordsOf({ id }: PlanStep, { planId, scope }: Plan, naming: Naming): Words {
  const reference = (step: string, part: Part, attribute = '') =>
    terraformExpression(`${addressOf(naming, step, part)}${attribute.startsWith('[') ? '' : '.'}${attribute}`)
  const text = (value: string, meant: Meant = 'id') => {
    const parts = naming.parts(value, meant)
    return parts
      .map((part, i) =>
        'text' in part
          ? literal(part.text, i < parts.length - 1)
          : reference(part.step, part.made, part.made.attribute),
      )
      .join('')
  }
  return {
    ...{ planId, accountId: scope.accountId, partition: scope.partition, text },
    document: (value) => text(JSON.stringify(value)),
    own: (part, attribute) => reference(id, part, attribute),
    tags: (more = {}) =>
      Object.fromEntries(
        Object.entries({ ...more, [PLAN_TAG]: planId, [STEP_TAG]: id }).map(([key, value]) => [
          literal(key, false),
          literal(value, false),
        ]),
      ),
    makerOf: (name) => naming.makerOf(name),
  }
}

/**
 * A text as a template of Terraform that yields it. What several signs in a row would mean nobody needs to know: each is
 * an expression of its own then.
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1
 */
function literal(text: string, beforeReference: boolean): string {
  const escaped = text.replace(/([$%])\1*(?=\{)/g, (signs, sign: string) =>
    signs.length === 1 ? sign + sign : signs.replaceAll(sign, () => terraformExpression(`"${sign}"`)),
  )
  if (!beforeReference) return escaped
  return escaped.replace(/\$+$/, (signs) => signs.replaceAll('$', () => terraformExpression('"$"')))
}

function blocksOf(selection: Selection, naming: Naming, defaultRegion: string) {
  const blocks = selection.units.flatMap(({ step, resources }) =>
    resources.map((resource) => ({ step, resource, address: addressOf(naming, step.id, resource) })),
  )
  const byAddress = new Map(blocks.map((block) => [block.address, block]))
  const namesOf = (unit: string) =>
    blocks.filter(({ step, resource }) => step.id === unit && !resource.data).map(({ address }) => address)
  const refersTo = (address: string) => referencesIn(byAddress.get(address)?.resource, byAddress)
  const waitsFor = waits(selection, namesOf, refersTo)
  const all: Record<'data' | 'resource', Record<string, Record<string, Json>>> = { data: {}, resource: {} }
  for (const { step, resource, address } of blocks) {
    const { region } = step.change.input
    const body = {
      ...(region !== defaultRegion && { provider: `aws.${region}` }),
      ...resource.properties,
      ...dependency(waitsFor.get(address) ?? []),
    }
    const kind = all[resource.data ? 'data' : 'resource']
    kind[resource.type] = { ...kind[resource.type], [nameOf(naming, step.id, resource)]: body }
  }
  return Object.fromEntries(Object.entries(all).filter(([, types]) => Object.keys(types).length > 0))
}

const dependency = (earlier: readonly string[]) => (earlier.length > 0 ? { depends_on: earlier } : {})

/** Addresses in expressions: those after a doubled sign are text. */
function referencesIn(resource: CodeResource | undefined, addresses: ReadonlyMap<string, unknown>): string[] {
  const found = JSON.stringify(resource?.properties ?? {}).matchAll(/(?<!\$)\$\{([\w.-]+)/g)
  const named = [...found].map(([, path = '']) => path.split('.'))
  const ids = named.map((path) => path.slice(0, path[0] === 'data' ? 3 : 2).join('.'))
  return [...new Set(ids)].filter((id) => addresses.has(id))
}
