using Cells.Directories;

namespace Cells.Hosting;

/// <summary>The schemas that consumers were built against, each until its file is written. Safe for use by several threads.</summary>
internal sealed class KeptSchemas
{
    /// <summary>The most text that waits to be written, in UTF-16 units.</summary>
    private const long MostText = 32 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _pending = new(StringComparer.Ordinal);
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);
    private long _text;

    /// <summary>Whether a schema is kept already, in memory or in its file.</summary>
    public bool Contains(string fingerprint)
    {
        lock (_gate)
        {
            return _kept.Contains(fingerprint);
        }
    }

    /// <summary>Keeps a schema. Where there is no room, the next connection of the same build tries again.</summary>
    public void Add(string fingerprint, string document)
    {
        lock (_gate)
        {
            if (_kept.Contains(fingerprint) || _text + document.Length > MostText)
            {
                return;
            }

            if (_kept.Count >= ConsumerDirectory.MaxSchemas)
            {
                _kept.Clear();
            }

            _kept.Add(fingerprint);
            _text += _pending.TryAdd(fingerprint, document) ? document.Length : 0;
        }
    }

    /// <summary>A schema that waits to be written; null for any other.</summary>
    public string? Find(string fingerprint)
    {
        lock (_gate)
        {
            return _pending.GetValueOrDefault(fingerprint);
        }
    }

    /// <summary>The schemas that wait to be written, by fingerprint; each is found until <see cref="Release"/>.</summary>
    public IReadOnlyDictionary<string, string> Pending()
    {
        lock (_gate)
        {
            return new Dictionary<string, string>(_pending, StringComparer.Ordinal);
        }
    }

    /// <summary>Lets go of a schema that was written, or cannot be.</summary>
    public void Release(string fingerprint)
    {
        lock (_gate)
        {
            if (_pending.Remove(fingerprint, out string? document))
            {
                _text -= document.Length;
            }
        }
    }

    /// <summary>Trusts no file any more: what comes back is kept anew.</summary>
    public void Distrust()
    {
        lock (_gate)
        {
            _kept.Clear();
        }
    }
}
