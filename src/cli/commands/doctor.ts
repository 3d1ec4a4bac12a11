import type { AddCommand } from '../add-command.js'
import { invocationOf } from '../invocation.js'
import type { Io } from '../io.js'
import { type AccountOptions, addCommonOptions } from '../options.js'
import { addFormatOption, formatOf, type PrintOptions, print } from '../print.js'
import { shellOf } from '../terminal.js'

type DoctorOptions = AccountOptions & PrintOptions

export const addDoctor: AddCommand = (program, io, finish) => {
  const command = program
    .command('doctor')
    .description('Examine this machine: AWS CLI, session plugin, credentials, way to AWS, and what the caller may do')
  addCommonOptions(addFormatOption(command)).action(async (options: DoctorOptions) => finish(await doctor(options, io)))
}

async function doctor(options: DoctorOptions, io: Io): Promise<number> {
  formatOf(options)
  const app = await import('../../app/index.js')
  const { foundConfig } = await import('../found-config.js')
  const { signIn } = await import('../source.js')
  const { renderDoctor } = await import('../../render/doctor.js')
  const { config } = await foundConfig(options, io)
  const lines = await app.doctor(() => signIn(options, io, config), config, {
    env: io.env,
    shell: shellOf(io.env),
    invocation: invocationOf(options, io.env),
  })
  print(lines, renderDoctor, options, io)
  return lines.some((line) => line.status === 'fail') ? 1 : 0
}
