import { type AuditRequest, auditAccounts, openHome, probing } from '../../../app/index.js'
import { accountsAsked } from '../../../files/account-list.js'
import { loadConfig } from '../../../files/config.js'
import type { Report } from '../../../model/report.js'
import type { Io } from '../../io.js'
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
  const { config } = await loadConfig(io.cwd, options.config)
  const regions = options.region ?? config.regions ?? []
  const home = await openHome({ regions, env: io.env, ...(profile !== undefined && { profile }) })
  const role = { roleName: assumeRole, ...(externalId !== undefined && { externalId }) }
  return auditAccounts(
    { ...request, regions, accounts: asked, role },
    {
      ...{ home, config, onProgress: progress },
      ...(probe === true && { probeOf: (account) => probing({ account, env: io.env, onProgress: progress }) }),
    },
  )
}
