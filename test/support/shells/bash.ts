import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** What a stand-in prints, for the command around it. */
export const PRINTED = 'printed-0a1'

/** Stand-ins for programs, which write down what they are given, on the PATH of a real bash. */
export class RecordingBash {
  private readonly folder = mkdtempSync(join(tmpdir(), 'pasted-'))

  constructor(programs: readonly string[]) {
    const record = `#!/bin/sh\nprintf "%s\\0" "$(basename "$0")" "$@" >> "$RECORD"\nprintf "\\n\\0" >> "$RECORD"\necho ${PRINTED}\n`
    for (const program of programs) {
      writeFileSync(join(this.folder, program), record)
      chmodSync(join(this.folder, program), 0o755)
    }
  }

  /** What the programs that a block of lines starts are given, in the order in which they start. */
  paste(block: string): string[][] {
    const RECORD = join(this.folder, 'record')
    writeFileSync(RECORD, '')
    const PATH = `${this.folder}${delimiter}${process.env['PATH'] ?? ''}`
    const env = { PATH, RECORD, LC_ALL: 'C.UTF-8', HOME: this.folder }
    const { stderr, status } = spawnSync('bash', ['-e'], { env, encoding: 'utf8', input: block })
    if (status !== 0 || stderr !== '') throw new Error(`bash ended with ${status}: ${stderr}\n${block.slice(0, 2000)}`)
    const runs = readFileSync(RECORD, 'utf8').split('\n\0').slice(0, -1)
    return runs.map((run) => run.split('\0').slice(0, -1))
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}
