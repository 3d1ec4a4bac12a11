import { parseAs, parseJson } from './parse-json.js'
import { type Plan, planSchema } from './plan.js'

/** @throws UsageError naming the field of a stored plan that is not as it must be */
export const parsePlan = (text: string, where: string): Plan =>
  parseAs(planSchema, parseJson(text, where, 'plan again'), where)
