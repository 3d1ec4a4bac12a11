import { doctor, loadConfig } from '../../app/index.js'
import { type AccountOptions, addCommonOptions, list, oneOf } from '../options.js'
import type { AddCommand } from '../program.js'
import { openAccount } from '../source.js'
import { renderOptions } from '../terminal.js'

const FORMATS = ['table', 'json'] as const

interface DoctorOptions extends AccountOptions {
  format?: string[]
}

export const addDoctor: AddCommand = (program, io, finish) => {
  const command = program
    .command('doctor')
    .description('Examine this machine: AWS CLI, session plugin, credentials, way to AWS, and what the caller may do')
    .option('--format <format>', FORMATS.join(', '), list)
    .option('--sample [name]', 'an embedded sample account: article, troubled or large')
  addCommonOptions(command).action(async (options: DoctorOptions) => {
    const format = oneOf('--format', FORMATS, options.format?.at(-1) ?? 'table')
    const { config } = loadConfig(io.cwd, options.config)
    const lines = await doctor(() => openAccount(options, io, config), config, io.env)
    const { renderDoctor } = await import('../../render/doctor.js')
    io.stdout.write(
      format === 'json'
        ? `${JSON.stringify(lines, null, 2)}\n`
        : `${renderDoctor(lines, renderOptions(io, options.color))}\n`,
    )
    finish(lines.some((line) => line.status === 'fail') ? 1 : 0)
  })
}
