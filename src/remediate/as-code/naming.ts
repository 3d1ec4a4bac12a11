import type { Plan, PlanStep } from '../../model/plan.js'
import { handlerOf } from '../changes/index.js'
import type { CodeForm, LanguageForm, Meant, Part } from '../code-form.js'
import { partsOf } from '../engine/names.js'
import { namesOf } from './names.js'

/** A literal text, or a part of what a step makes. */
export type NamedPart = { text: string } | { step: string; made: Part & { attribute?: string } }

/** What the steps of a plan are called in a language, and what they make. */
export class Naming {
  private readonly names: ReadonlyMap<string, string>
  private readonly steps: ReadonlyMap<string, PlanStep>

  constructor(
    { steps }: Plan,
    private readonly language: keyof CodeForm,
    wordsOf: (words: readonly string[]) => string,
  ) {
    this.steps = new Map(steps.map((step) => [step.id, step]))
    this.names = namesOf([...this.steps.keys()], wordsOf)
  }

  formOf = (step: PlanStep): LanguageForm | string => handlerOf(step.change.input).asCode[this.language]

  nameOf = (step: string): string => this.names.get(step) ?? step

  makerOf(name: string): string | undefined {
    const [only, ...rest] = partsOf(name)
    return only && 'step' in only && rest.length === 0 && this.steps.has(only.step) ? only.step : undefined
  }

  /** A text of a change; neighbouring literal parts are one. */
  parts(text: string, meant: Meant): NamedPart[] {
    return partsOf(text).reduce<NamedPart[]>((parts, part) => {
      const next = this.partOf(part, meant)
      const last = parts.at(-1)
      if (last && 'text' in last && 'text' in next) last.text += next.text
      else parts.push(next)
      return parts
    }, [])
  }

  /** What no step of the plan makes is a text that reads like it. */
  private partOf(part: ReturnType<typeof partsOf>[number], meant: Meant): NamedPart {
    if ('text' in part) return { ...part }
    const step = this.steps.get(part.step)
    const form = step && this.formOf(step)
    const made = typeof form === 'object' ? form.made?.[meant] : undefined
    return made ? { step: part.step, made } : { text: `new:${part.step}` }
  }
}
