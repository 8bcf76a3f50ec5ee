using System.Globalization;
using Cells.Transports;

namespace Cells.Cli.Units;

/// <summary>Who owns a directory.</summary>
internal static class DirectoryOwner
{
    /// <summary>The user's number, which systemd takes for a name; null where the system cannot say.</summary>
    public static string? Of(string directory)
        => OperatingSystem.IsLinux() && LibC.Identify(directory) is { } identity ? identity.Owner.ToString(CultureInfo.InvariantCulture) : null;
}
