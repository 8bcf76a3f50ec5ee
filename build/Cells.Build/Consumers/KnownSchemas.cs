using Cells.Directories;
using Cells.Schema;

namespace Cells.Build;

/// <summary>Finds the schema documents of a cell by fingerprint, wherever it keeps them.</summary>
internal sealed class KnownSchemas(string directory)
{
    private readonly Dictionary<string, string?> _found = new(StringComparer.Ordinal);
    private string? _exported;
    private bool _hasExported;

    /// <summary>The document that the cell's last build exported; null when there is none.</summary>
    public string? Exported
    {
        get
        {
            if (!_hasExported)
            {
                _exported = ReadOrNull(CellPaths.Export(directory))?.Text;
                _hasExported = true;
            }

            return _exported;
        }
    }

    /// <summary>The document of a fingerprint; null when the cell has it no more.</summary>
    public string? Find(string fingerprint)
    {
        if (!_found.TryGetValue(fingerprint, out string? text))
        {
            text = Candidates(fingerprint).Select(ReadOrNull).FirstOrDefault(file => file is not null && string.Equals(file.Fingerprint, fingerprint, StringComparison.Ordinal))?.Text;
            _found.Add(fingerprint, text);
        }

        return text;
    }

    private IEnumerable<string> Candidates(string fingerprint)
    {
        if (ConsumerRecord.IsFingerprint(fingerprint))
        {
            yield return ConsumerPaths.Schema(directory, fingerprint);
        }

        yield return CellPaths.Export(directory);
        yield return CellDirectory.At(directory).SchemaPath;
    }

    private static SchemaFile? ReadOrNull(string path)
    {
        try
        {
            return File.Exists(path) ? SchemaFile.Read(path) : null;
        }
        catch (BuildProblemException)
        {
            return null;
        }
    }
}
