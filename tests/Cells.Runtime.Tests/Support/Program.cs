using Cells.Hosting;

namespace Cells.Runtime.Tests.Support;

/// <summary>Runs <see cref="EchoCell"/> as a process of its own, in the directory that <c>CELLS_DIRECTORY</c> names.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => CellHost.RunAsync<EchoCell>(args);
}
