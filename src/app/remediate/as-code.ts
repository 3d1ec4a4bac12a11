import type { CodeLanguage, PlanAsCode } from '../../model/plan-as-code.js'
import { AS_CODE } from '../../remediate/as-code/index.js'
import type { RemediateDependencies } from './dependencies.js'
import { type PlanRequest, planRemediation } from './plan.js'

/**
 * Plans, and writes what of it is infrastructure as a template. The plan is stored like any other.
 * @throws UsageError as `planRemediation`, and where a template would be for several regions
 */
export async function planAsCode(
  request: PlanRequest,
  language: CodeLanguage,
  dependencies: RemediateDependencies,
): Promise<PlanAsCode> {
  return AS_CODE[language](await planRemediation(request, dependencies))
}
