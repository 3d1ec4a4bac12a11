import type { RunInstanceChange } from '../../model/change.js'
import { codeForm } from '../code-form.js'
import { hostInCloudFormation } from './run-instances/cloudformation.js'
import { hostInTerraform } from './run-instances/terraform.js'

/**
 * A jump host: an instance or, for whoever switches auto-healing on, a group of one that launches it again where it is lost,
 * in any of its subnets. Thus it has no id beforehand.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html
 */
export const runInstancesCode = codeForm<RunInstanceChange>({
  cloudFormation: { write: hostInCloudFormation },
  terraform: { write: hostInTerraform },
})
