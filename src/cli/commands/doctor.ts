import type { AddCommand } from '../add-command.js'
import { type AccountOptions, addCommonOptions, list } from '../options.js'

export interface DoctorOptions extends AccountOptions {
  format?: string[]
}

export const addDoctor: AddCommand = (program, io, finish) => {
  const command = program
    .command('doctor')
    .description('Examine this machine: AWS CLI, session plugin, credentials, way to AWS, and what the caller may do')
    .option('--format <format>', 'table, json', list)
  addCommonOptions(command).action(async (options: DoctorOptions) => {
    const { runDoctor } = await import('../run/doctor.js')
    finish(await runDoctor(options, io))
  })
}
