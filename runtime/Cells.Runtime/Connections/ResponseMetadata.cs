namespace Cells.Connections;

/// <summary>Takes in what came beside an answer, for a call whose caller wants it.</summary>
internal sealed class ResponseMetadata
{
    private IReadOnlyCollection<KeyValuePair<string, string>>? _entries;

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
