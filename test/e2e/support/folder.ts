import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** Folder of the simulated AWS; other tests run without it. */
export const SIM_FOLDER = process.env['SSM_READY_AWS_SIM'] ?? resolve(import.meta.dirname, '../../../../shared/aws-sim')

export const simAvailable = existsSync(resolve(SIM_FOLDER, 'start'))
if (!simAvailable)
  console.warn(
    `SKIPPED: no simulated AWS at ${SIM_FOLDER}: these end-to-end tests prove nothing. Set SSM_READY_AWS_SIM.`,
  )
