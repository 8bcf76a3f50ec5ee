using System.Diagnostics;
using Cells.Cli.Completion;
using Cells.Cli.Tests.TestCells;

namespace Cells.Cli.Tests.Completion;

/// <summary>The scripts in the shells that they are for, which ask the tool itself.</summary>
public sealed class ShellScriptTests : IDisposable
{
    private const string Lines = "cells sche|cells start --no-b|cells start shop/|cells schema diff --format git";

    private readonly CellFolder _folder = new();

    public ShellScriptTests()
    {
        _folder.AddCell("shop/greeter");
        string tool = Path.Combine(_folder.Root, "cells");
        File.WriteAllText(tool, $"#!/bin/sh\nexec dotnet exec '{Path.Combine(AppContext.BaseDirectory, "Cells.Cli.dll")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Bash_offers_what_the_tool_offers()
        => AssertOffersAsync(
            "bash",
            """
            eval "$(cells completion bash)"
            while IFS= read -r -d '|' COMP_LINE; do
                COMP_POINT=${#COMP_LINE}
                _cells cells
                printf '%s\n' "${COMPREPLY[@]}"
            done <<<"$1|"
            """);

    [Fact]
    public Task Zsh_offers_what_the_tool_offers()
        => AssertOffersAsync(
            "zsh",
            """
            compdef() { :; }
            _files() { :; }
            _describe() { print -l -- "${(@)${(P)argv[-1]}%%:*}"; }
            eval "$(cells completion zsh)"
            for line in "${(@s:|:)1}"; do
                words=("${(@s: :)line}")
                CURRENT=$#words
                _cells
            done
            """);

    [Fact]
    public Task Fish_offers_what_the_tool_offers()
        => AssertOffersAsync(
            "fish",
            """
            cells completion fish | source
            for line in (string split '|' -- $argv[1])
                complete --do-complete $line | string split --fields 1 \t
            end
            """);

    [Fact]
    public Task PowerShell_offers_what_the_tool_offers()
        => AssertOffersAsync(
            "pwsh",
            """
            cells completion pwsh | Out-String | Invoke-Expression
            foreach ($line in $env:LINES -split '\|') {
                (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches | ForEach-Object CompletionText
            }
            """);

    /// <summary>What the shell offers for each of the lines. In CI every shell is installed, and must be.</summary>
    private async Task AssertOffersAsync(string shell, string script)
    {
        if (Environment.GetEnvironmentVariable("CELLS_TEST_SHELLS") != "all" && !IsInstalled(shell))
        {
            // As much as can be said of it here.
            Assert.Contains("complete -- ", ShellScripts.All[shell], StringComparison.Ordinal);
            return;
        }

        string[] arguments = shell switch
        {
            "fish" => ["--no-config", "-c", script, Lines],
            "pwsh" => ["-NoProfile", "-NonInteractive", "-Command", script],
            _ => ["-c", script, shell, Lines],
        };
        ProcessStartInfo start = new(shell, arguments)
        {
            WorkingDirectory = _folder.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_folder.Root}:{start.Environment["PATH"]}";
        start.Environment["HOME"] = _folder.Root;
        start.Environment["LINES"] = Lines;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal("", error);
        Assert.Equal(["schema", "--no-build", "shop/greeter", "github"], (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static bool IsInstalled(string shell)
        => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(directory => File.Exists(Path.Combine(directory, shell)));
}
