import { join, resolve } from 'node:path'
import { exitCodeOf, runAudit } from '../../app/index.js'
import { readReport } from '../../files/report-file.js'
import { writeFiles } from '../../files/write-files.js'
import { UsageError } from '../../model/errors.js'
import { FORMATS, type Format } from '../../model/formats.js'
import type { Report } from '../../model/report.js'
import { loadRenderer } from '../../render/index.js'
import type { AuditOptions } from '../commands/audit.js'
import type { Io } from '../io.js'
import { FAIL_ON, oneOf } from '../options.js'
import { openSource } from '../source.js'
import { progressOn, renderOptions } from '../terminal.js'

/** @returns the exit code */
export async function audit(options: AuditOptions, io: Io): Promise<number> {
  const failOn = oneOf('--fail-on', FAIL_ON, options.failOn)
  const formats = formatsOf(options)
  const progress = progressOn(io, options.quiet === true)
  const source = await openSource(options, io, progress)
  const previous = options.previous === undefined ? undefined : await readReport(resolve(io.cwd, options.previous))
  const request = {
    ...(options.vpc && { vpcIds: options.vpc }),
    ...(options.host && { hostIds: options.host }),
    ...(options.check && { checks: options.check }),
    ...(options.excludeCheck && { excludeChecks: options.excludeCheck }),
    ...(options.profile !== undefined && { profile: options.profile }),
    ...(previous && { previous }),
  }
  const { report } = await runAudit(request, source).finally(progress.end)
  await print(report, formats, options, io)
  return exitCodeOf(report, failOn)
}

function formatsOf(options: AuditOptions): Format[] {
  const formats = [...new Set((options.format ?? ['table']).map((f) => oneOf('--format', FORMATS, f)))]
  if (formats.length > 1 && options.out === undefined)
    throw new UsageError(`--format ${formats.join(' --format ')}: several formats need --out FOLDER, one file each.`)
  return formats
}

async function print(report: Report, formats: readonly Format[], options: AuditOptions, io: Io): Promise<void> {
  const { out } = options
  if (out === undefined) {
    const [format = 'table'] = formats
    const { render } = await loadRenderer(format)
    io.stdout.write(withNewline(render(report, renderOptions(io, options.color))))
    return
  }
  const toFile = { color: false, unicode: true, width: 120 }
  const files = await Promise.all(
    formats.map(async (format) => {
      const { render, extension } = await loadRenderer(format)
      return { path: join(resolve(io.cwd, out), `report.${extension}`), content: withNewline(render(report, toFile)) }
    }),
  )
  await writeFiles(files)
  if (options.quiet !== true) io.stderr.write(`${files.map((file) => file.path).join('\n')}\n`)
}

const withNewline = (text: string) => (text.endsWith('\n') ? text : `${text}\n`)
