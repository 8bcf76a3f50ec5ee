using Cells.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cells.Testing;

/// <summary>What the cells and programs of a <see cref="TestMesh"/> share.</summary>
public sealed record TestMeshOptions
{
    /// <summary>The clock of deadlines, timeouts, retries and delays. The system's unless set; <c>FakeTimeProvider</c> makes it virtual.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where cells and clients log. Nowhere unless set.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The limits of every cell and client. Those that <c>cell.toml</c> defaults to unless set.</summary>
    public CellLimits Limits { get; init; } = CellLimits.Default;

    /// <summary>The seed of everything that is random in faults, so that a test meets the same ones each time. 1 unless set.</summary>
    public int Seed { get; init; } = 1;
}
