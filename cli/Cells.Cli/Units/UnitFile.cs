using Cells.Cli.CommandLine;

namespace Cells.Cli.Units;

/// <summary>A unit and its file.</summary>
/// <param name="Name">The unit's name, with its suffix.</param>
/// <param name="Text">The unit.</param>
internal sealed record UnitFile(string Name, string Text)
{
    /// <summary>Where it was written; null where it was not.</summary>
    public string? Path { get; private init; }

    /// <summary>Writes the unit into <paramref name="folder"/>, in place of one that is there.</summary>
    /// <exception cref="ToolFailure">It cannot be written.</exception>
    public UnitFile WriteTo(string folder)
    {
        string path = System.IO.Path.Combine(System.IO.Path.GetFullPath(folder), Name);
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(path, Text);
            return this with { Path = path };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolFailure(ExitCode.No, $"{path} cannot be written: {e.Message}", e);
        }
    }
}
