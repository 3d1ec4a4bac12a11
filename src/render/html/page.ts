import { createHash } from 'node:crypto'
import { sprite } from './icons.js'
import { html, type Markup } from './markup.js'
import { SCRIPT } from './script.js'
import { STYLE } from './style.js'

/**
 * The page around the content. Its policy admits this style and this script by their hashes and nothing else: no
 * request, no inline handler, no markup made by script.
 * @param script empty for a page without what the script works on
 */
export function page(title: string, body: Markup, script = SCRIPT): string {
  const policy = [
    "default-src 'none'",
    `style-src '${hash(STYLE)}'`,
    `script-src '${hash(script)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
  const head = html`<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="${ICON}">`
  return `<!doctype html>
<html lang="en">
<head>
${head}
<style>${STYLE}</style>
</head>
<body>
${sprite()}
${body}
<p id="said" role="status" class="sr"></p>
<script>${script}</script>
</body>
</html>
`
}

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='%23176b3a'/%3E%3Cpath d='M4.5 8.2l2.4 2.4 4.6-5' fill='none' stroke='white' stroke-width='1.8'/%3E%3C/svg%3E"

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
