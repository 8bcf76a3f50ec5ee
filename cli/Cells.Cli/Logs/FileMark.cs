using Cells.Transports;

namespace Cells.Cli.Logs;

/// <summary>What tells a file from others, whatever it is called by now.</summary>
/// <param name="Identity">Its place on the disk, where the system tells.</param>
/// <param name="Created">When it was made, elsewhere.</param>
internal readonly record struct FileMark(LibC.FileIdentity? Identity, DateTime Created)
{
    /// <summary>The mark of an open file.</summary>
    public static FileMark Of(FileStream file)
        => OperatingSystem.IsLinux() ? new FileMark(LibC.Identify(file.SafeFileHandle), default) : new FileMark(null, File.GetCreationTimeUtc(file.SafeFileHandle));

    /// <summary>The mark of the file at <paramref name="path"/>; null where there is none.</summary>
    public static FileMark? Of(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            return LibC.Identify(path) is { } identity ? new FileMark(identity, default) : null;
        }

        return File.Exists(path) ? new FileMark(null, File.GetCreationTimeUtc(path)) : null;
    }
}
