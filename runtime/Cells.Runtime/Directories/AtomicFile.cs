using System.Text;

namespace Cells.Directories;

/// <summary>Writes a file whole or not at all: to a temporary name, then renamed.</summary>
internal static class AtomicFile
{
    /// <summary>Replaces the file at <paramref name="path"/>, readable by its owner only.</summary>
    /// <exception cref="IOException">It cannot be written; the old content stays.</exception>
    public static void Write(string path, string content)
    {
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (FileStream stream = new(temporary, options))
            {
                stream.Write(Encoding.UTF8.GetBytes(content));
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
