import { readdirSync, readFileSync } from 'node:fs'

/** What a list of processes shows of a process and of all that it has started; Linux alone has it. */
export function argumentsBelow(pid: number): string {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    // The name of a program, in brackets, may hold anything.
    const [, parent] = readOf(name, 'stat')
      .replace(/^.*\) \S /s, ' ')
      .split(' ')
    parents.set(Number(name), Number(parent))
  }
  const isBelow = (each: number | undefined): boolean =>
    each !== undefined && (each === pid || isBelow(parents.get(each)))
  return [...parents.keys()]
    .filter(isBelow)
    .map((each) => readOf(String(each), 'cmdline').replaceAll('\0', ' '))
    .join('\n')
}

/** Empty where the process is gone. */
function readOf(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
