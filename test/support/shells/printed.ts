import type { ShellCommand } from '../../../src/model/shell-command.js'

/** Every command of a report, however deep it stands: what has a text for each shell. */
export function commandsOf(value: unknown): ShellCommand[] {
  if (typeof value !== 'object' || value === null) return []
  const own = 'bash' in value && 'powershell' in value && 'cmd' in value ? [value as ShellCommand] : []
  return [...own, ...Object.values(value).flatMap(commandsOf)]
}

/** Commands of a page, of which one shell's is shown at a time. */
export function commandsOfPage(page: string): ShellCommand[] {
  const blocks = [...page.matchAll(/<div class="cmd"><b>[^<]*<\/b>((?:<code[^>]*>[^<]*<\/code>)+)/g)]
  return blocks.map(([, codes = '']) => {
    const of = (shell: string) => {
      const [, text = ''] =
        new RegExp(`<code(?: class="[^"]*\\bsh-${shell}\\b[^"]*")?>([^<]*)</code>`).exec(codes) ?? []
      return unescaped(text)
    }
    return { bash: of('bash'), powershell: of('powershell'), cmd: of('cmd') }
  })
}

/** Fenced blocks and code spans of Markdown that are commands of these programs. */
export function commandsOfMarkdown(text: string, programs: readonly string[]): string[] {
  const fenced = [...text.matchAll(/^( *)(`{3,})sh\n([\s\S]*?)\n\1\2$/gm)].map(([, indent = '', , block = '']) =>
    block.replaceAll(`\n${indent}`, '\n').slice(indent.length),
  )
  const spans = [...text.matchAll(/(?<!`)`([^`\n]+)`(?!`)|<code>(.*?)<\/code>/g)].map(([, span, tagged]) =>
    span === undefined ? unescaped((tagged ?? '').replace(/\\([\\`*_[\]|~$])/g, '$1')) : span,
  )
  return [...fenced, ...spans.filter((span) => programs.some((program) => span.startsWith(`${program} `)))]
}

/** Blocks of Slack's messages. */
export function commandsOfSlack(message: string): string[] {
  const texts: string[] = []
  JSON.parse(message, (_, value: unknown) => {
    if (typeof value === 'string') texts.push(value)
    return value
  })
  return texts.flatMap((text) => [...text.matchAll(/```([\s\S]*?)```/g)].map(([, block = '']) => unescaped(block)))
}

function unescaped(text: string): string {
  const bare = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#8203;', '')
  return bare
    .replace(/&#(x[0-9a-f]+|\d+);/gi, (_, code: string) => String.fromCodePoint(Number(code.replace('x', '0x'))))
    .replaceAll('&amp;', '&')
}
