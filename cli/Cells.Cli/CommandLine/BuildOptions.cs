using System.CommandLine;
using Cells.Cli.Building;
using Cells.Cli.Graph;
using Cells.Cli.Output;

namespace Cells.Cli.CommandLine;

/// <summary>The options <c>--no-build</c> and <c>--configuration</c> of commands that build what they start.</summary>
internal sealed class BuildOptions
{
    private readonly Option<bool> _noBuild;
    private readonly Option<string?> _configuration = CommonOptions.Configuration();

    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    /// <param name="command">The command.</param>
    /// <param name="description">What the command does with <c>--no-build</c>.</param>
    public BuildOptions(Command command, string description)
    {
        _noBuild = CommonOptions.NoBuild(description);
        command.Options.Add(_noBuild);
        command.Options.Add(_configuration);
    }

    /// <summary>Whether what was built last is taken.</summary>
    public bool TakesLastBuild(ParseResult parsed) => parsed.GetValue(_noBuild);

    /// <summary>What builds as the command line says.</summary>
    public CellBuilder CreateBuilder(ParseResult parsed) => new(parsed.GetValue(_configuration), TakesLastBuild(parsed));

    /// <summary>Builds one cell, and tells so.</summary>
    /// <exception cref="ToolFailure">It does not build, or was never built.</exception>
    public async Task<BuiltCell> BuildAsync(ParseResult parsed, CellNode cell, ToolOutput output, CancellationToken cancellationToken)
    {
        using CellBuilder builder = CreateBuilder(parsed);
        output.WriteProse($"{cell.Name}: {builder.Activity}");
        return await builder.BuildAsync(cell, output.WriteWarning, cancellationToken);
    }
}
