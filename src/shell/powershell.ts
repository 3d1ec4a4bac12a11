import { withoutUnprintable } from './unprintable.js'

const PLAIN = /^[\w+:./-]+$/
/** PowerShell takes the typographic single quotes as quotes too. */
const SINGLE_QUOTES = /['\u2018\u2019\u201a\u201b]/g

/**
 * One argument for PowerShell, on one line. PowerShell before 7.3 loses double quotes on the way to a native program,
 * so they are left out, as is what cannot be shown.
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export function quotePowershell(argument: string): string {
  if (PLAIN.test(argument)) return argument
  return `'${withoutUnprintable(argument).replaceAll('"', '').replace(SINGLE_QUOTES, '$&$&')}'`
}
