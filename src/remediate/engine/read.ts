import { classifyError, credentialsTrouble } from '../../aws/errors.js'
import type { Change } from '../../model/change.js'
import type { Facts } from '../../model/plan.js'
import type { ChangeContext, ChangeHandler, Found, StepIdentity } from '../change-handler.js'

/**
 * What a step finds. A read that throws could not be read.
 * @throws CredentialsError as it is: nothing else can be read either
 */
export async function readNow(
  handler: ChangeHandler,
  change: Change,
  step: StepIdentity & { before: Facts },
  context: ChangeContext,
): Promise<Found> {
  try {
    return await handler.read(change, step, context)
  } catch (error) {
    if (credentialsTrouble(error)) throw error
    return { is: 'unreadable', failure: classifyError(error, handler.needs[0]?.action ?? '') }
  }
}
