namespace Cells.Cli.Completion;

/// <summary>The scripts that make shells ask the tool: each hands the words up to the cursor to <c>cells complete</c> and offers what that prints.</summary>
internal static class ShellScripts
{
    private const string Bash =
        """
        # Completion of cells for bash. In ~/.bashrc: eval "$(cells completion bash)"
        _cells() {
            local line=${COMP_LINE:0:COMP_POINT} word candidate
            local -a words
            read -ra words <<<"$line"
            [[ $line == *[[:space:]] ]] && words+=("")
            # Readline takes what follows '=' and ':' for a word of its own.
            word=${words[-1]}
            word=${word%"${word##*[=:]}"}
            COMPREPLY=()
            while IFS=$'\t' read -r candidate _; do
                printf -v candidate %q "${candidate:${#word}}"
                COMPREPLY+=("$candidate")
            done < <("$1" complete -- "${words[@]:1}" 2>/dev/null)
            [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
            return 0
        }
        complete -o default -F _cells cells
        """;

    private const string Zsh =
        """
        #compdef cells
        # Completion of cells for zsh. In ~/.zshrc, after compinit: eval "$(cells completion zsh)"
        _cells() {
            local -a named open
            local line word description
            while IFS=$'\t' read -r word description; do
                if [[ $word == *= ]]; then open+=("$word"); else named+=("${word//:/\\:}:$description"); fi
            done < <("${words[1]}" complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)
            (( $#named )) && _describe -V cells named
            (( $#open )) && compadd -S '' -- "${open[@]}"
            (( $#named + $#open )) || _files
        }
        compdef _cells cells
        """;

    private const string Fish =
        """
        # Completion of cells for fish. In ~/.config/fish/config.fish: cells completion fish | source
        function __cells_complete
            set -l words (commandline -opc) (commandline -ct)
            set -l candidates ($words[1] complete -- $words[2..-1] 2>/dev/null)
            if count $candidates >/dev/null
                printf '%s\n' $candidates
            else
                __fish_complete_path (commandline -ct)
            end
        end
        complete --command cells --no-files --keep-order --arguments '(__cells_complete)'
        """;

    private const string PowerShell =
        """
        # Completion of cells for PowerShell. In $PROFILE: cells completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName cells -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $words = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
            # An empty argument does not reach a program from every PowerShell.
            $lines = if ($wordToComplete) { cells complete -- @words $wordToComplete 2>$null } else { cells complete --next -- @words 2>$null }
            $lines | ForEach-Object {
                $word, $description = $_ -split "`t", 2
                [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $(if ($description) { $description } else { $word }))
            }
        }
        """;

    /// <summary>The shells, with their scripts.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["bash"] = Bash,
        ["zsh"] = Zsh,
        ["fish"] = Fish,
        ["pwsh"] = PowerShell,
    };
}
