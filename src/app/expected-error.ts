import { CredentialsError, RegionError } from '../aws/errors.js'
import { UsageError } from '../model/errors.js'
import { isOrganizationError } from '../model/organization-errors.js'

/** True for what the caller can mend: bad input, credentials, a region. Its message says how; its stack helps nobody. */
export function isExpected(error: unknown): error is Error {
  if (isOrganizationError(error)) return true
  return error instanceof UsageError || error instanceof CredentialsError || error instanceof RegionError
}
