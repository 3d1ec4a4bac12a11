import type { Plan, PlanStep } from '../../model/plan.js'
import type { LeftStep } from '../../model/plan-as-code.js'
import type { CodeResource, LanguageForm, Properties, Words, Written } from '../code-form.js'
import { stepsNamedIn } from '../engine/names.js'
import { Links } from './links.js'

/** What one step has the template make, with what later steps make of it. */
export interface Unit {
  step: PlanStep
  resources: readonly CodeResource[]
  sections: { readonly [section: string]: Properties }
}

export interface Selection {
  units: Unit[]
  /** Which unit comes after which, beside those whose results it names. */
  links: Links
  left: LeftStep[]
  /** Number of steps that the units are of. */
  steps: number
}

export interface Selecting {
  formOf(step: PlanStep): LanguageForm | string
  wordsOf(step: PlanStep): Words
  /** What keeps a language from saying a resource literally. */
  obstacle?(resources: readonly CodeResource[]): string | undefined
}

/**
 * The steps that one template can be: none is in it that has to wait for a step that is done by hand after it. What a step
 * changes of a thing that another one makes is said where that is made.
 */
export function select(plan: Plan, selecting: Selecting): Selection {
  const selector = new Selector(plan, selecting)
  for (const step of plan.steps) selector.visit(step)
  return selector.selection()
}

class Selector {
  private readonly byId: ReadonlyMap<string, PlanStep>
  private readonly units = new Map<string, Unit>()
  /** Steps of the template, each with the id of its unit. */
  private readonly unitOf = new Map<string, string>()
  private readonly left = new Map<string, { step: PlanStep; why: string; late: boolean }>()
  /** Which unit comes after which, for whatever reason. */
  private readonly order = new Links()
  private readonly links = new Links()

  constructor(
    { steps }: Plan,
    private readonly language: Selecting,
  ) {
    this.byId = new Map(steps.map((step) => [step.id, step]))
  }

  visit(step: PlanStep): void {
    const form = this.language.formOf(step)
    const why = typeof form === 'string' ? form : (this.whyNot(step, form) ?? this.take(step, form))
    if (why === undefined) return
    const late = step.dependsOn.some((id) => this.unitOf.has(id) || this.left.get(id)?.late)
    this.left.set(step.id, { step, why, late })
  }

  selection(): Selection {
    const first = new Set<string>()
    for (const id of this.unitOf.keys()) this.addEarlier(id, first)
    const left = [...this.left.values()].map(({ step, why, late }): LeftStep => {
      return { step, why, when: !late && first.has(step.id) ? 'before' : 'after' }
    })
    return { units: [...this.units.values()], links: this.links, left, steps: this.unitOf.size }
  }

  private addEarlier(id: string, found: Set<string>): void {
    for (const earlier of this.byId.get(id)?.dependsOn ?? []) {
      if (found.has(earlier)) continue
      found.add(earlier)
      this.addEarlier(earlier, found)
    }
  }

  private whyNot(step: PlanStep, form: LanguageForm): string | undefined {
    const named = stepsNamedIn(step.change.input).filter((id) => this.byId.has(id))
    const missing = named.find((id) => !this.unitOf.has(id))
    if (missing !== undefined) return needs(missing)
    const nameless = named.find((id) => !this.isNameable(id))
    if (nameless !== undefined && !form.namesAnything) return `What ${nameless} makes has no id beforehand.`
    const late = step.dependsOn.find((id) => this.left.get(id)?.late)
    return late && `It comes after ${late}, which is done after the template: plan again then.`
  }

  private isNameable(id: string): boolean {
    const step = this.byId.get(id)
    const form = step && this.language.formOf(step)
    return typeof form === 'object' && form.made !== undefined
  }

  /** @returns why it could not be taken */
  private take(step: PlanStep, form: LanguageForm): string | undefined {
    const written = form.write(step.change.input, this.language.wordsOf(step), step)
    if ('left' in written) return written.left
    return 'resources' in written ? this.make(step, written) : this.amend(step, written)
  }

  private make(step: PlanStep, { resources, sections = {} }: Extract<Written, { resources: unknown }>) {
    const obstacle = this.language.obstacle?.(resources)
    if (obstacle !== undefined) return obstacle
    this.units.set(step.id, { step, resources, sections })
    this.unitOf.set(step.id, step.id)
    this.link(step.id, step)
    return undefined
  }

  private amend(step: PlanStep, { amends, properties }: Extract<Written, { amends: string }>) {
    const unit = this.units.get(amends)
    const [first, ...rest] = unit?.resources ?? []
    if (!unit || !first) return needs(amends)
    const before = this.unitsOf(step.dependsOn).filter((id) => id !== amends)
    const circle = before.find((id) => this.order.reaches(id, amends))
    if (circle !== undefined) return `It comes after ${circle}, which itself comes after ${amends}.`
    const resources = [{ ...first, properties: properties(first.properties) }, ...rest]
    const obstacle = this.language.obstacle?.(resources)
    if (obstacle !== undefined) return obstacle
    this.units.set(amends, { ...unit, resources })
    this.unitOf.set(step.id, amends)
    this.link(amends, step)
    return undefined
  }

  private link(unit: string, { dependsOn, change }: PlanStep): void {
    const named = stepsNamedIn(change.input)
    const others = (ids: readonly string[]) => this.unitsOf(ids).filter((id) => id !== unit)
    this.order.add(unit, others(dependsOn))
    this.links.add(unit, others(dependsOn.filter((id) => !named.includes(id))))
  }

  private unitsOf = (steps: readonly string[]) => steps.flatMap((id) => this.unitOf.get(id) ?? [])
}

const needs = (id: string) => `It needs what ${id} makes, which is not in the template.`
