import pc from 'picocolors'
import type { DoctorLine } from '../model/doctor.js'
import { printable } from '../model/printable.js'
import { statusSymbol } from './symbols.js'
import type { RenderOptions } from './types.js'

/** One line per thing examined: state, what it means, how to fix it. */
export function renderDoctor(lines: readonly DoctorLine[], options: RenderOptions): string {
  const colors = pc.createColors(options.color)
  const width = Math.max(...lines.map((line) => line.id.length))
  return lines
    .flatMap((line) => [
      `${statusSymbol(line.status, options)} ${line.id.padEnd(width)}  ${printable(line.message)}`,
      ...(line.fix === undefined ? [] : [`${' '.repeat(width + 4)}${colors.dim('fix:')} ${printable(line.fix)}`]),
    ])
    .join('\n')
}
