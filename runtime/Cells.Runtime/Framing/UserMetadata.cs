using System.Buffers;
using System.Collections.ObjectModel;

namespace Cells.Framing;

/// <summary>What applications send beside arguments and results: text by key.</summary>
internal static class UserMetadata
{
    private const int LongestKey = 128;
    private const string ReservedPrefix = "cells-";

    private static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>Checks one entry before it is sent.</summary>
    /// <exception cref="ArgumentException">The key is none.</exception>
    public static void Check(string key, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        if (key.Length > LongestKey || key.AsSpan().ContainsAnyExcept(KeyCharacters))
        {
            throw new ArgumentException(
                $"'{key}' is no key of metadata: it has 1 to {LongestKey} ASCII letters, digits, '-', '_' and '.'", nameof(key));
        }

        if (key.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"'{key}' is no key of metadata for applications: '{ReservedPrefix}' is reserved", nameof(key));
        }
    }

    /// <summary>What came, by key; of a repeated key the last.</summary>
    public static IReadOnlyDictionary<string, string> ToDictionary(IReadOnlyCollection<KeyValuePair<string, string>> pairs)
    {
        if (pairs.Count == 0)
        {
            return ReadOnlyDictionary<string, string>.Empty;
        }

        Dictionary<string, string> entries = new(pairs.Count, StringComparer.Ordinal);
        foreach ((string key, string value) in pairs)
        {
            entries[key] = value;
        }

        return entries;
    }
}
