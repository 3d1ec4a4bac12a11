import type { Command } from 'commander'
import { completionOf } from './completing.js'
import { type CompletionShell, WORDBREAKS_VARIABLE, WORDS_VARIABLE } from './shells.js'

/** What a shell loads. All of them ask the program itself, and put no answer through the shell's evaluation. */
export function completionScript(shell: CompletionShell, program: Command): string {
  switch (shell) {
    case 'bash':
      return BASH
    case 'zsh':
      return ZSH
    case 'fish':
      return `${FISH}${fishFiles(program)}`
    case 'powershell':
      return POWERSHELL
  }
}

// macOS has bash 3.2, without mapfile.
const BASH = `# bash completion of ssm-ready: source <(ssm-ready completion bash)
_ssm_ready() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do
    COMPREPLY+=("$word")
  done < <(${WORDBREAKS_VARIABLE}="$COMP_WORDBREAKS" command ssm-ready __complete bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null </dev/null)
}
complete -o default -F _ssm_ready ssm-ready
`

const ZSH = `#compdef ssm-ready
# zsh completion of ssm-ready: source <(ssm-ready completion zsh) behind compinit, or a file _ssm-ready in a folder of $fpath
_ssm-ready() {
  local word
  local -a found
  while IFS= read -r -d '' word; do
    found+=("$word")
  done < <(command ssm-ready __complete zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null </dev/null)
  if (( $#found )); then
    compadd -- "\${found[@]}"
  else
    _files
  fi
}
if [[ "\${funcstack[1]}" == _ssm-ready ]]; then
  _ssm-ready "$@"
else
  compdef _ssm-ready ssm-ready
fi
`

const FISH = `# fish completion of ssm-ready: ssm-ready completion fish > ~/.config/fish/completions/ssm-ready.fish
function __ssm_ready_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    command ssm-ready __complete fish -- $words "$current" 2>/dev/null </dev/null
end
complete -c ssm-ready -f -a '(__ssm_ready_complete)'
`

/** Options whose value is a file. */
function fishFiles(program: Command): string {
  const options = program.commands.flatMap((command) => command.options)
  const names = options.flatMap((option) =>
    completionOf(option) === 'file' && option.long ? [option.long.slice(2)] : [],
  )
  return [...new Set(names)].map((name) => `complete -c ssm-ready -l ${name} -r -F\n`).join('')
}

const POWERSHELL = `# PowerShell completion of ssm-ready: ssm-ready completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName ssm-ready -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { $_.Extent.Text })
    $env:${WORDS_VARIABLE} = ConvertTo-Json -Compress -InputObject @($words + @("$wordToComplete"))
    try {
        $found = ssm-ready __complete powershell 2>$null | ConvertFrom-Json
        foreach ($word in $found) {
            [System.Management.Automation.CompletionResult]::new($word.text, $word.shown, 'ParameterValue', $word.shown)
        }
    } finally {
        Remove-Item Env:${WORDS_VARIABLE}
    }
}
`
