/**
 * Why an account of an organisation could not be audited. The state machine goes by the names: what is busy is tried again, what
 * refuses is not.
 */
abstract class OrganizationError extends Error {
  constructor(
    /** The call that ended it, as its IAM action. */
    api: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${api}: ${message}`, options)
  }
}

/** AWS takes no more requests now. */
export class Throttled extends OrganizationError {
  override readonly name = 'Throttled'
}

/** AWS failed, or did not answer in time. */
export class Unavailable extends OrganizationError {
  override readonly name = 'Unavailable'
}

/** The account lets nobody in, or hides what must be known: trying again changes nothing. */
export class AccountRefused extends OrganizationError {
  override readonly name = 'AccountRefused'
}

export const isOrganizationError = (error: unknown): error is Error => error instanceof OrganizationError
