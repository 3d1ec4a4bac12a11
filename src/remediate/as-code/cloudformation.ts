import { UsageError } from '../../model/errors.js'
import type { Plan, PlanStep } from '../../model/plan.js'
import type { PlanAsCode } from '../../model/plan-as-code.js'
import { tagsOf } from '../changes/request.js'
import type { CodeResource, Json, Meant, Part, Properties, Words } from '../code-form.js'
import { mapTexts } from '../new-names.js'
import { capitalised } from './names.js'
import { Naming } from './naming.js'
import { type Selection, select } from './select.js'
import { aboutPlan, regionsOf, sectionsOf } from './template.js'
import { waits } from './waits.js'

/**
 * The steps that make infrastructure, as a template of one region.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 * @throws UsageError where the steps are of several regions
 */
export function asCloudFormation(plan: Plan): PlanAsCode {
  const naming = new Naming(plan, 'cloudFormation', (words) => words.map(capitalised).join(''))
  const selection = select(plan, { formOf: naming.formOf, wordsOf: (step) => wordsOf(step, plan, naming), obstacle })
  const { units, left, steps } = selection
  const [region, ...others] = regionsOf(units)
  if (region === undefined) return { text: '', steps, left }
  if (others.length > 0)
    throw new UsageError(
      `--as cloudformation: a template is for one region, and the steps are in ${[region, ...others].join(' and ')}: name one with --region, or write terraform.`,
    )
  const document = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `${plan.planId} of ssm-ready, for ${region} of account ${plan.scope.accountId}`,
    Metadata: { SsmReady: aboutPlan(plan, selection) },
    ...sectionsOf(units),
    Resources: resourcesOf(selection, naming),
  }
  return { text: JSON.stringify(document, undefined, 2), steps, left, region }
}

const nameOf = (naming: Naming, step: string, { word }: Part) =>
  word === undefined ? naming.nameOf(step) : `${word}Of${naming.nameOf(step)}`

function wordsOf({ id }: PlanStep, { planId, scope }: Plan, naming: Naming): Words {
  const text = (value: string, meant: Meant = 'id'): Json =>
    joined(
      naming
        .parts(value, meant)
        .map((part) =>
          'text' in part ? part.text : reference(nameOf(naming, part.step, part.made), part.made.attribute),
        ),
    )
  return {
    ...{ planId, accountId: scope.accountId, partition: scope.partition, text },
    document: (value) => mapTexts(value, (each) => text(each)) as Json,
    own: (part, attribute) => reference(nameOf(naming, id, part), attribute),
    tags: (more) => tagsOf({ planId, stepId: id }, more),
    makerOf: (name) => naming.makerOf(name),
  }
}

/**
 * A text of the account that reads like a reference to a parameter or secret would be replaced, and nothing escapes it.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
const obstacle = (resources: readonly CodeResource[]): string | undefined =>
  JSON.stringify(resources).includes('{{resolve:')
    ? 'A name or value in it has {{resolve:, which CloudFormation would replace.'
    : undefined

function resourcesOf(selection: Selection, naming: Naming): Properties {
  const named = (unit: Selection['units'][number]) =>
    unit.resources.map((resource) => [nameOf(naming, unit.step.id, resource), resource] as const)
  const byName = new Map(selection.units.flatMap(named))
  const namesOf = new Map(selection.units.map((unit) => [unit.step.id, named(unit).map(([name]) => name)]))
  const refersTo = (name: string) => referencesIn(byName.get(name)?.properties, byName)
  const waitsFor = waits(selection, (unit) => namesOf.get(unit) ?? [], refersTo)
  return Object.fromEntries(
    [...byName].map(([name, { type, attributes, properties }]) => {
      const earlier = waitsFor.get(name) ?? []
      return [
        name,
        { Type: type, ...attributes, ...(earlier.length > 0 && { DependsOn: earlier }), Properties: properties },
      ]
    }),
  )
}

const reference = (name: string, attribute: string | undefined): Json =>
  attribute === undefined ? { Ref: name } : { 'Fn::GetAtt': [name, attribute] }

const joined = (parts: readonly Json[]): Json => (parts.length > 1 ? { 'Fn::Join': ['', parts] } : (parts[0] ?? ''))

function referencesIn(value: unknown, names: ReadonlyMap<string, unknown>): string[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((each) => referencesIn(each, names))
  const { Ref: ref, 'Fn::GetAtt': attribute } = value as { Ref?: unknown; 'Fn::GetAtt'?: unknown }
  const named = typeof ref === 'string' ? ref : Array.isArray(attribute) ? attribute[0] : undefined
  if (typeof named === 'string') return names.has(named) ? [named] : []
  return Object.values(value).flatMap((each) => referencesIn(each, names))
}
