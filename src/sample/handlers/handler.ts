import type { SampleAccount, SampleRegion } from '../account.js'

/** One request: whom it was sent to and when. */
export interface Call {
  account: SampleAccount
  region: SampleRegion
  /** Epoch milliseconds. */
  now: number
}

type InputOf<C> = C extends new (...args: never[]) => { readonly input: infer I } ? I : never
type OutputOf<C> = C extends new (
  ...args: never[]
) => { resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: infer O }> }
  ? Omit<O, '$metadata'>
  : never

/** A service's operations by name, each from the SDK's input to the SDK's output. */
export type Handlers<Sdk> = {
  [C in keyof Sdk as C extends `${infer Name}Command` ? Name : never]?: (
    input: InputOf<Sdk[C]>,
    call: Call,
  ) => OutputOf<Sdk[C]>
}

/** Any operation, once its service and name are known only at run time. */
export type AnyHandler = (input: object, call: Call) => object
