import ipaddr from 'ipaddr.js'
import { type Context, type ContextValue, lookUp } from './context.js'
import type { Condition } from './document.js'
import { arnMatches, matches, resolve } from './pattern.js'
import { all, any, is, not, type Ternary } from './ternary.js'

/** Compares one value of the request with one value of the policy. */
type Test = (given: string, wanted: string, context: Context, variables: boolean) => Ternary

const text =
  (compare: (given: string, wanted: string) => Ternary): Test =>
  (given, wanted, context, variables) => {
    const resolved = resolve(wanted, context, variables, false)
    if (!resolved) return 'no'
    if (resolved.loose) return matches(resolved, given)
    return compare(given, String.fromCharCode(...resolved.pattern))
  }

const measured =
  (measure: (value: string) => number, compare: (given: number, wanted: number) => boolean): Test =>
  (given, wanted) => {
    const [a, b] = [measure(given), measure(wanted)]
    return Number.isNaN(a) || Number.isNaN(b) ? 'unknown' : is(compare(a, b))
  }

const number = (value: string) => (value.trim() === '' ? Number.NaN : Number(value))
/** ISO 8601, or seconds since 1970. */
const moment = (value: string) => (/^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value))

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const TESTS = new Map<string, Test>(
  Object.entries<Test>({
    stringequals: text((given, wanted) => is(given === wanted)),
    stringequalsignorecase: (given, wanted, context, variables) => {
      const resolved = resolve(wanted, context, variables, false)
      if (!resolved) return 'no'
      if (resolved.loose) return 'unknown'
      return is(given.toLowerCase() === String.fromCharCode(...resolved.pattern).toLowerCase())
    },
    stringlike: (given, wanted, context, variables) => matches(resolve(wanted, context, variables), given),
    arnequals: (given, wanted, context, variables) => arnMatches(wanted, context, variables, given),
    arnlike: (given, wanted, context, variables) => arnMatches(wanted, context, variables, given),
    bool: (given, wanted) => is(given.toLowerCase() === wanted.toLowerCase()),
    binaryequals: (given, wanted) => is(given === wanted),
    ipaddress: inNetwork,
    numericequals: measured(number, (given, wanted) => given === wanted),
    numericlessthan: measured(number, (given, wanted) => given < wanted),
    numericlessthanequals: measured(number, (given, wanted) => given <= wanted),
    numericgreaterthan: measured(number, (given, wanted) => given > wanted),
    numericgreaterthanequals: measured(number, (given, wanted) => given >= wanted),
    dateequals: measured(moment, (given, wanted) => given === wanted),
    datelessthan: measured(moment, (given, wanted) => given < wanted),
    datelessthanequals: measured(moment, (given, wanted) => given <= wanted),
    dategreaterthan: measured(moment, (given, wanted) => given > wanted),
    dategreaterthanequals: measured(moment, (given, wanted) => given >= wanted),
  }),
)

/** Operators that hold when their positive twin does not. */
const NEGATED = new Map(
  Object.entries({
    stringnotequals: 'stringequals',
    stringnotequalsignorecase: 'stringequalsignorecase',
    stringnotlike: 'stringlike',
    arnnotequals: 'arnequals',
    arnnotlike: 'arnlike',
    notipaddress: 'ipaddress',
    numericnotequals: 'numericequals',
    datenotequals: 'dateequals',
  }),
)

/** Whether a condition holds. A key of which nothing is known makes it unknown, whatever the operator. */
export function conditionHolds(condition: Condition, context: Context, variables: boolean): Ternary {
  const given = lookUp(context, condition.key)
  if (typeof given === 'string' || !('oneOf' in given)) return holdsFor(given, condition, context, variables)
  const answers = new Set(given.oneOf.map((values) => holdsFor(values, condition, context, variables)))
  const [answer = 'unknown'] = answers
  return answers.size === 1 ? answer : 'unknown'
}

type Given = Extract<ContextValue, string | readonly string[]>

function holdsFor(given: Given, condition: Condition, context: Context, variables: boolean): Ternary {
  const { name, quantifier, ifExists } = operatorOf(condition.operator)
  if (name === 'null') return nullHolds(condition.values, given)
  const negated = NEGATED.has(name)
  const test = TESTS.get(NEGATED.get(name) ?? name)
  if (!test || !['', 'forallvalues', 'foranyvalue'].includes(quantifier) || given === 'unknown') return 'unknown'
  if (given === 'present')
    return name === 'stringlike' && quantifier !== 'forallvalues' && condition.values.includes('*') ? 'yes' : 'unknown'
  if (given.length === 0) return is(ifExists || quantifier === 'forallvalues' || (negated && quantifier === ''))
  const fits = (value: string) => {
    const hit = any(condition.values.map((wanted) => test(value, wanted, context, variables)))
    return negated ? not(hit) : hit
  }
  const everyValue = quantifier === 'forallvalues' || (negated && quantifier === '')
  return (everyValue ? all : any)(given.map(fits))
}

function nullHolds(wanted: readonly string[], given: Given): Ternary {
  if (given === 'unknown') return 'unknown'
  const absent = given !== 'present' && given.length === 0
  return is(wanted.some((value) => value.toLowerCase() === String(absent)))
}

function operatorOf(operator: string) {
  const lower = operator.toLowerCase()
  const colon = lower.indexOf(':')
  const base = lower.slice(colon + 1)
  const ifExists = base.endsWith('ifexists')
  return {
    name: ifExists ? base.slice(0, -'ifexists'.length) : base,
    quantifier: colon < 0 ? '' : lower.slice(0, colon),
    ifExists,
  }
}

function inNetwork(given: string, wanted: string): Ternary {
  const [address, network] = [networkOf(given), networkOf(wanted)]
  if (!address || !network) return 'unknown'
  const [inner, innerLength] = address
  const [outer, outerLength] = network
  if (inner.kind() !== outer.kind() || innerLength < outerLength) return 'no'
  return is(inner.match(outer, outerLength))
}

function networkOf(value: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  if (ipaddr.isValidCIDR(value)) return ipaddr.parseCIDR(value)
  if (!ipaddr.isValid(value)) return undefined
  const address = ipaddr.parse(value)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
