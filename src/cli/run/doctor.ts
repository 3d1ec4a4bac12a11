import { doctor } from '../../app/index.js'
import { loadConfig } from '../../files/config.js'
import type { DoctorOptions } from '../commands/doctor.js'
import type { Io } from '../io.js'
import { oneOf } from '../options.js'
import { openAccount } from '../source.js'
import { renderOptions } from '../terminal.js'

const FORMATS = ['table', 'json'] as const

/** @returns the exit code */
export async function runDoctor(options: DoctorOptions, io: Io): Promise<number> {
  const format = oneOf('--format', FORMATS, options.format?.at(-1) ?? 'table')
  const { config } = loadConfig(io.cwd, options.config)
  const lines = await doctor(() => openAccount(options, io, config), config, io.env)
  const { renderDoctor } = await import('../../render/doctor.js')
  io.stdout.write(
    format === 'json'
      ? `${JSON.stringify(lines, null, 2)}\n`
      : `${renderDoctor(lines, renderOptions(io, options.color))}\n`,
  )
  return lines.some((line) => line.status === 'fail') ? 1 : 0
}
