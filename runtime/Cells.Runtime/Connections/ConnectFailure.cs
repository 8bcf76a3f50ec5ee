using System.Net.Sockets;

namespace Cells.Connections;

/// <summary>Says why a cell cannot be reached, and what starts it.</summary>
internal static class ConnectFailure
{
    /// <summary>Turns a failed connect into the caller's error.</summary>
    /// <param name="failure">What the system said.</param>
    /// <param name="socketPath">The socket.</param>
    /// <param name="directory">The cell's directory, when known.</param>
    public static CellException Describe(SocketException failure, string socketPath, string? directory)
    {
        string cell = directory is null ? "the cell " : $"cell '{Path.GetFileName(Path.TrimEndingDirectorySeparator(directory))}' ";
        string start = directory is null ? "" : $"; start it with: cells start {Quote(directory)}";
        (CellStatus status, string message) = failure.SocketErrorCode switch
        {
            SocketError.AddressNotAvailable or SocketError.ConnectionRefused or SocketError.HostNotFound
                => (CellStatus.Unavailable, $"{cell}is not running: nothing listens at {socketPath}{start}"),
            SocketError.AccessDenied
                => (CellStatus.PermissionDenied, $"{cell}cannot be reached: {socketPath} may not be used by this user"),
            _ => (CellStatus.Unavailable, $"{cell}cannot be reached at {socketPath}: {failure.Message}{start}"),
        };
        return new CellException(status, message, failure) { Outcome = CallOutcome.NotExecuted };
    }

    /// <summary>The path as a shell takes it.</summary>
    private static string Quote(string path)
        => path.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_')
            ? path
            : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
