import type { Change } from '../model/change.js'
import type { PlanStep } from '../model/plan.js'

export type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json }
export type Properties = { readonly [name: string]: Json }

/** One of the things that a step makes, by the language's type; a word tells it from others of the step. */
export interface Part {
  type: string
  word?: string
  /** Terraform: looked up, not made. */
  data?: true
}

export interface CodeResource extends Part {
  properties: Properties
  /** What CloudFormation says of a resource beside its properties. */
  attributes?: Properties
}

/** How a language says a change. */
export type Written =
  | { resources: readonly CodeResource[]; sections?: { readonly [section: string]: Properties } }
  /** It is a property of what another step makes. */
  | { amends: string; properties: (before: Properties) => Properties }
  /** Why the language cannot say it, in one sentence. */
  | { left: string }

/** What of a thing that a step makes is meant, where it is named. */
export type Meant = 'id' | 'profile'

/** The words of a language. Texts of the account stay literal; what a text calls `new:…` becomes a reference. */
export interface Words {
  planId: string
  accountId: string
  partition: string
  text(text: string, meant?: Meant): Json
  /** A whole document, such as a policy. */
  document(value: unknown): Json
  /** Another thing that the same step makes. */
  own(part: Part, attribute?: string): Json
  /** Tags of what the step makes. */
  tags(more?: Readonly<Record<string, string>>): Json
  /** The step that makes what is called so; `undefined` where it is there already. */
  makerOf(name: string): string | undefined
}

export interface LanguageForm<C extends Change = Change> {
  write(change: C, words: Words, step: PlanStep): Written
  /** How others refer to what it makes. */
  made?: { readonly [meant in Meant]?: Part & { attribute?: string } }
  /** It knows how to name what has no id beforehand. */
  namesAnything?: true
}

/** A change as code; in place of a form: why a language has none for it, in one sentence. */
export interface CodeForm<C extends Change = Change> {
  cloudFormation: LanguageForm<C> | string
  terraform: LanguageForm<C> | string
}

/** Keeps the kind's own type inside the definition. */
export const codeForm = <C extends Change>(form: CodeForm<C>): CodeForm<C> => form

/** The same sentence for both languages. */
export const notCode = (why: string): CodeForm => ({ cloudFormation: why, terraform: why })

/** An expression of Terraform inside a text. */
export const terraformExpression = (expression: string): string => `\${${expression}}`
