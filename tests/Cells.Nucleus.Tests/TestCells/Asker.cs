using Cells.Connections;
using Cells.Hosting;

namespace Cells.Nucleus.Tests.TestCells;

/// <summary>A cell that calls another one.</summary>
[Cell(Client = true)]
internal sealed partial class Asker : IAsyncDisposable
{
    private readonly WorkerClient _depot = new(CellChannel.ForDependency("depot", WorkerContract.Contract, CellSystemClient.NoErrors));

    /// <summary>The process of the dependency.</summary>
    [Call(Idempotent = true)]
    public ValueTask<int> AskAsync(CancellationToken cancellationToken) => _depot.ProcessAsync(cancellationToken);

    /// <summary>Whether this process sees a file.</summary>
    [Call(Idempotent = true)]
    public bool Sees(string path) => Path.Exists(path);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _depot.DisposeAsync();
}
