/** The shells that completion knows. */
export const COMPLETION_SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const
export type CompletionShell = (typeof COMPLETION_SHELLS)[number]

/** Where PowerShell puts the words, as JSON: before version 7.3 it loses empty arguments and quotes. */
export const WORDS_VARIABLE = 'SSM_READY_WORDS'
/** What bash breaks words at, beside blanks: `COMP_WORDBREAKS`. */
export const WORDBREAKS_VARIABLE = 'SSM_READY_WORDBREAKS'
