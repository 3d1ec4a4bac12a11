// What the command line uses; handlers import the single files, so that their bundles hold no more than they need.

export { sessionCommand } from '../report/commands/session.js'
export { defaultUser } from '../report/commands/ssh.js'
export { exitCodeOf } from '../report/exit-code.js'
export { type Account, openLiveAccount } from './account.js'
export { type AuditDependencies, auditOf, runAudit, snapshotOf } from './audit.js'
export { type Choice, choose } from './choose.js'
export { chooseReady } from './choose-ready.js'
export { clientLines } from './client-lines.js'
export { collectRedacted } from './collect.js'
export { sessionOf, startSession } from './connect.js'
export { connectBySsh } from './connect-ssh.js'
export { doctor } from './doctor.js'
export { explain } from './explain.js'
export { minimalPolicy } from './minimal-policy.js'
export {
  applyPlan,
  planRemediation,
  type RemediateDependencies,
  revertPlan,
  verifyPlan,
} from './remediate.js'
export { remedies } from './remedies.js'
export { remedyWaits } from './remedy-waits.js'
export { openSampleAccount } from './sample-account.js'
