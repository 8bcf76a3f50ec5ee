using System.Collections;
using Microsoft.Extensions.Logging;

namespace Cells.Connections;

/// <summary>What a server logs when it starts.</summary>
/// <remarks>
/// Apart from <see cref="ServerLog"/>, and written out: what a generated message needs is generic code over values, some forty methods, which every start would have to compile.
/// The id is of the same range.
/// </remarks>
internal static class StartLog
{
    /// <summary>The template of <see cref="Listening"/>.</summary>
    public const string ListeningMessage = "{Contract} {Version} listens at {Socket}";

    /// <summary>The event of <see cref="Listening"/>, on the level Information.</summary>
    public static readonly EventId ListeningId = new(4, nameof(Listening));

    /// <summary>The server listens.</summary>
    public static void Listening(ILogger log, string contract, string version, string socket)
    {
        if (log.IsEnabled(LogLevel.Information))
        {
            log.Log(LogLevel.Information, ListeningId, new ListeningEvent(contract, version, socket), null, static (started, _) => started.ToString());
        }
    }

    /// <summary>A class: logging objects is compiled once for all of them, ahead of time.</summary>
    private sealed class ListeningEvent(string contract, string version, string socket) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public int Count => 4;

        public KeyValuePair<string, object?> this[int index] => index switch
        {
            0 => new("Contract", contract),
            1 => new("Version", version),
            2 => new("Socket", socket),
            3 => new("{OriginalFormat}", ListeningMessage),
            _ => throw new ArgumentOutOfRangeException(nameof(index)),
        };

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
        {
            for (int i = 0; i < Count; i++)
            {
                yield return this[i];
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => $"{contract} {version} listens at {socket}";
    }
}
