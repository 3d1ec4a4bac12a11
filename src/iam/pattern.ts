import { ANY, codesOf, type Glob, globMatches, globOf } from '../model/glob.js'
import { type Context, lookUp } from './context.js'
import { all, any, is, type Ternary } from './ternary.js'

/** `${key}` and `${key, 'default'}`. */
const VARIABLE = /\$\{([^},]+)(?:,\s*'([^']*)')?\}/g
const ESCAPED = new Set(['*', '?', '$'])

/**
 * What a text of a policy matches in a request: its variables replaced, values of variables without wildcards of their own.
 * `loose` holds when a variable's value is not known: then it stands for anything.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export interface Resolved {
  pattern: Glob
  loose: boolean
}

/** `undefined` when a variable has no value in the request: the text then matches nothing. */
export function resolve(text: string, context: Context, variables: boolean, wildcards = true): Resolved | undefined {
  if (!variables || !text.includes('${')) return { pattern: parse(text, wildcards), loose: false }
  const pattern: number[] = []
  let loose = false
  let end = 0
  for (const match of text.matchAll(VARIABLE)) {
    pattern.push(...parse(text.slice(end, match.index), wildcards))
    end = match.index + match[0].length
    const value = variableValue(match[1] ?? '', match[2], context)
    if (value === 'absent') return undefined
    if (value === 'unknown') {
      loose = true
      pattern.push(ANY)
    } else pattern.push(...codesOf(value.text))
  }
  pattern.push(...parse(text.slice(end), wildcards))
  return { pattern, loose }
}

function variableValue(
  name: string,
  preset: string | undefined,
  context: Context,
): { text: string } | 'absent' | 'unknown' {
  const key = name.trim()
  if (ESCAPED.has(key)) return { text: key }
  const value = lookUp(context, key)
  if (typeof value === 'string' || 'oneOf' in value) return 'unknown'
  const [text] = value
  if (text !== undefined && value.length === 1) return { text }
  // A key with several values cannot stand in a variable.
  if (preset !== undefined) return { text: preset }
  return 'absent'
}

/** Whether a resolved pattern matches. */
export function matches(resolved: Resolved | undefined, text: string): Ternary {
  if (!resolved || !globMatches(resolved.pattern, text)) return 'no'
  return resolved.loose ? 'unknown' : 'yes'
}

/**
 * ARN conditions compare the six parts each for itself.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function arnMatches(text: string, context: Context, variables: boolean, arn: string): Ternary {
  const wanted = parts(text)
  const given = parts(arn)
  if (wanted.length !== 6 || given.length !== 6) return matches(resolve(text, context, variables), arn)
  return all(wanted.map((part, i) => matches(resolve(part, context, variables), given[i] ?? '')))
}

/** The six parts of an ARN; the last one keeps its colons, and colons inside of `${…}` do not separate. */
function parts(arn: string): string[] {
  const found: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i < arn.length && found.length < 5; i++) {
    if (arn[i] === '{' && arn[i - 1] === '$') depth++
    else if (arn[i] === '}' && depth > 0) depth--
    else if (arn[i] === ':' && depth === 0) {
      found.push(arn.slice(start, i))
      start = i + 1
    }
  }
  return [...found, arn.slice(start)]
}

/** Whether a text with `*` and `?` matches, without regard to variables. */
export function wildcardMatches(pattern: string, text: string): boolean {
  return globMatches(globOf(pattern), text)
}

/** Whether one of the patterns matches. */
export function anyMatches(patterns: readonly string[], text: string, context: Context, variables: boolean): Ternary {
  return any(patterns.map((p) => (p === '*' ? is(true) : matches(resolve(p, context, variables), text))))
}

const parse = (text: string, wildcards: boolean): number[] => (wildcards ? globOf(text) : codesOf(text))
