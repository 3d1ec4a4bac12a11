import type { PlanStep } from './plan.js'

export const CODE_LANGUAGES = ['cloudformation', 'terraform'] as const
export type CodeLanguage = (typeof CODE_LANGUAGES)[number]

/** A step that is not in the template: to be done before or after that, and why. */
export interface LeftStep {
  step: PlanStep
  when: 'before' | 'after'
  /** One sentence. */
  why: string
}

/** A plan as code: the text, and what is not in it. */
export interface PlanAsCode {
  /** Empty where no step is infrastructure. */
  text: string
  /** Number of steps in it. */
  steps: number
  left: LeftStep[]
  /** Of a template that is for one region. */
  region?: string
}
