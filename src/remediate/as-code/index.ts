import type { Plan } from '../../model/plan.js'
import type { CodeLanguage, PlanAsCode } from '../../model/plan-as-code.js'
import { asCloudFormation } from './cloudformation.js'
import { asTerraform } from './terraform.js'

/** What writes a plan in a language. */
export const AS_CODE: Readonly<Record<CodeLanguage, (plan: Plan) => PlanAsCode>> = {
  cloudformation: asCloudFormation,
  terraform: asTerraform,
}
