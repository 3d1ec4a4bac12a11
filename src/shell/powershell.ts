import { withoutUnprintable } from './unprintable.js'

const PLAIN = /^[\w+:./-]+$/
/** PowerShell takes the typographic single quotes as quotes too. */
const SINGLE_QUOTES = /['\u2018\u2019\u201a\u201b]/g

/** A text for PowerShell itself, with its double quotes. */
export function powershellText(text: string): string {
  return `'${withoutUnprintable(text).replace(SINGLE_QUOTES, '$&$&')}'`
}

/**
 * One argument for PowerShell, on one line. PowerShell before 7.3 loses double quotes on the way to a native program,
 * so they are left out, as is what cannot be shown.
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export function quotePowershell(argument: string): string {
  if (PLAIN.test(argument)) return argument
  return powershellText(argument.replaceAll('"', ''))
}
