using System.IO.Pipelines;

namespace Cells.Testing.Faults;

/// <summary>One end of a connection on which things go wrong.</summary>
/// <param name="end">The sound end.</param>
/// <param name="input">Reads from it.</param>
/// <param name="output">Writes to it.</param>
internal sealed class FaultyTransport(IDisposable end, PipeReader input, FaultyWriter output) : IDuplexPipe, IDisposable
{
    /// <inheritdoc/>
    public PipeReader Input => input;

    /// <inheritdoc/>
    public PipeWriter Output => output;

    /// <inheritdoc/>
    public void Dispose()
    {
        output.End();
        end.Dispose();
    }
}
