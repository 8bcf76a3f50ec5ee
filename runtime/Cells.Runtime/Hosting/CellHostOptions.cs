using Cells.Directories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cells.Hosting;

/// <summary>Where a host that serves or calls cells belongs. Checked when the host starts.</summary>
public sealed class CellHostOptions
{
    /// <summary>
    /// The directory with the host's <c>cell.toml</c>, whose <c>[deps]</c> say where its clients connect. Unless set, the one that <see cref="CellDirectory.Variable"/> names,
    /// else the nearest with a <c>cell.toml</c> above the program.
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>The directory of the host whose services these are.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: there is none.</exception>
    internal static CellDirectory Find(IServiceProvider? services)
        => (services is null or ComposedServices ? null : services.GetService<IOptions<CellHostOptions>>()?.Value.Directory) is { } directory
            ? CellDirectory.At(directory)
            : CellDirectory.Find();
}
