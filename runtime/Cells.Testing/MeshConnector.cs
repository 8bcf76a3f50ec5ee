using System.IO.Pipelines;
using Cells.Connections;

namespace Cells.Testing;

/// <summary>Leads the clients of one cell or program to the cells of the mesh.</summary>
internal sealed class MeshConnector(TestMesh mesh, string name) : IDependencyConnector
{
    /// <inheritdoc/>
    public string ClientName => name;

    /// <inheritdoc/>
    public CellLimits Limits => mesh.Limits;

    /// <inheritdoc/>
    public ValueTask<IDuplexPipe> ConnectAsync(string alias, CancellationToken cancellationToken) => new(mesh.Find(alias).Connect());
}
