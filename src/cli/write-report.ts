import { join, resolve } from 'node:path'
import { removeFile, writeFiles } from '../files/write-files.js'
import type { Format } from '../model/formats.js'
import type { Report } from '../model/report.js'
import { isSplit, loadRenderer, partSuffix, renderFiles } from '../render/index.js'
import type { RenderOptions } from '../render/types.js'
import type { Io } from './io.js'

interface WriteOptions {
  formats: readonly Format[]
  /** How the report is to look where it is printed; files are without colour, and wide. */
  look: RenderOptions
  /** Folder; absent: one format goes to stdout. */
  out?: string
  quiet?: boolean
}

/** Prints the report, or writes `report.<extension>` of every format and names the files on stderr. */
export async function writeReport(report: Report, options: WriteOptions, io: Io): Promise<void> {
  const { formats, look, out, quiet } = options
  if (out === undefined) {
    const { render } = await loadRenderer(formats[0] ?? 'table')
    const text = render(report, look)
    io.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
    return
  }
  const pathOf = (suffix: string) => join(resolve(io.cwd, out), `report${suffix}`)
  const rendered = await Promise.all(
    formats.map((format) => renderFiles(report, format, { ...look, color: false, unicode: true, width: 120 })),
  )
  const files = rendered.flat().map(({ suffix, content }) => ({ path: pathOf(suffix), content }))
  await writeFiles(files)
  for (const [index, format] of formats.entries())
    if (isSplit(format)) await removeLater((part) => pathOf(partSuffix(format, part)), rendered[index]?.length ?? 1)
  if (quiet !== true) io.stderr.write(`${files.map((file) => file.path).join('\n')}\n`)
}

/** Removes what a longer report left behind: `report-4.asff.json` where there are three now. */
async function removeLater(pathOf: (part: number) => string, count: number): Promise<void> {
  let part = count
  while (await removeFile(pathOf(part))) part += 1
}
