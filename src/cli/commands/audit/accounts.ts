import { type AuditRequest, auditAccounts, openHome, probing } from '../../../app/index.js'
import { accountsAsked } from '../../../files/account-list.js'
import type { Report } from '../../../model/report.js'
import { foundConfig } from '../../found-config.js'
import type { Io } from '../../io.js'
import { readingLimitOf } from '../../options.js'
import type { Progress } from '../../terminal.js'
import type { AccountsOptions } from './options.js'

/** `audit --accounts`: every account that was asked for, in one report. */
export async function auditAccountsAsked(
  options: AccountsOptions,
  request: AuditRequest,
  io: Io,
  progress: Progress,
): Promise<Report> {
  const { profile, externalId, assumeRole = '', accounts = '', probe } = options
  const asked = await accountsAsked(accounts, io.cwd)
  const found = await foundConfig(options, io)
  const regions = options.region ?? found.config.regions ?? []
  const home = await openHome({ regions, env: io.env, ...(profile !== undefined && { profile }) })
  const role = { roleName: assumeRole, ...(externalId !== undefined && { externalId }) }
  return auditAccounts(
    { ...request, regions, accounts: asked, role },
    {
      ...{ home, ...found, ...readingLimitOf(options), onProgress: progress },
      ...(probe === true && { probeOf: (account) => probing({ account, env: io.env, onProgress: progress }) }),
    },
  )
}
