using System.Text;

namespace Cells.Directories;

/// <summary>Reads files that others write, of which nothing is known.</summary>
internal static class BoundedFile
{
    /// <summary>The text of a file of at most <paramref name="maxLength"/> bytes; null when there is none, it is longer, or it cannot be read.</summary>
    public static string? ReadText(string path, int maxLength)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            // The length is looked at first, and not believed: a device has none.
            byte[] bytes = new byte[Math.Min(file.Length, maxLength) + 1];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length == bytes.Length ? null : Encoding.UTF8.GetString(bytes, 0, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }
}
