using System.Collections.ObjectModel;
using Cells.Framing;

namespace Cells;

/// <summary>One call on its way out, for client interceptors.</summary>
public sealed class ClientCall
{
    internal ClientCall(string name, CallOptions options, CancellationToken cancellationToken)
    {
        Name = name;
        Options = options;
        CancellationToken = cancellationToken;
    }

    /// <summary>The call's full name, as <c>Shop.Catalog.Get</c>.</summary>
    public string Name { get; }

    /// <summary>The call's options. An interceptor may replace them before it calls <c>next</c>.</summary>
    public CallOptions Options
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    }

    /// <summary>The caller's own cancellation.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>What the cell sent beside its answer, once <c>next</c> has ended; empty for nothing.</summary>
    public IReadOnlyDictionary<string, string> ResponseMetadata { get; private set; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>An answer came.</summary>
    internal void OnAnswer(IReadOnlyCollection<KeyValuePair<string, string>> metadata) => ResponseMetadata = UserMetadata.ToDictionary(metadata);
}
