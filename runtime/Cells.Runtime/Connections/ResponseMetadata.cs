namespace Cells.Connections;

/// <summary>Takes in what came beside an answer, for a call whose caller wants it, and where the answer lies.</summary>
internal sealed class ResponseMetadata(ResultLease? lease)
{
    private IReadOnlyCollection<KeyValuePair<string, string>>? _entries;

    /// <summary>Keeps the answer; null when the result is a copy.</summary>
    public ResultLease? Lease => lease;

    /// <summary>An answer came, with these entries beside it.</summary>
    public void OnAnswer(IReadOnlyCollection<KeyValuePair<string, string>> entries) => _entries = entries;

    /// <summary>Hands over what came; nothing when there was no answer.</summary>
    public void Deliver(CallOptions options, ClientCall? intercepted)
    {
        if (_entries is not null)
        {
            intercepted?.OnAnswer(_entries);
            options.OnResponseMetadata?.Invoke(Framing.UserMetadata.ToDictionary(_entries));
        }
    }
}
