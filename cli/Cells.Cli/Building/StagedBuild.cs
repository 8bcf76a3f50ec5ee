using System.Security.Cryptography;
using System.Text;
using Cells.Cli.CommandLine;
using Cells.Directories;

namespace Cells.Cli.Building;

/// <summary>Copies a build's output into <c>run/bin/</c> under a name made from its content, so that a rebuild never touches a running file.</summary>
internal static class StagedBuild
{
    private const int HashDigits = 16;

    /// <summary>Stages the output that holds <paramref name="built"/>.</summary>
    /// <exception cref="ToolFailure">It cannot be copied.</exception>
    public static BuiltCell Stage(CellDirectory directory, BuiltCell built)
    {
        string source = Path.GetDirectoryName(built.Path)!;
        if (IsWithin(directory.Path, source))
        {
            throw new ToolFailure(
                ExitCode.No, $"{built.Path} lies in the cell's own directory or above it: build into a directory below, such as bin/.");
        }

        try
        {
            string[] files = [.. Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
            string root = Path.Combine(directory.RunPath, "bin");
            string staged = Path.Combine(root, Hash(source, files));
            if (Directory.Exists(staged))
            {
                Directory.SetLastWriteTimeUtc(staged, DateTime.UtcNow);
            }
            else
            {
                CreatePrivate(directory.RunPath);
                CopyInto(source, files, root, staged);
            }

            return built with { Path = Path.Combine(staged, Path.GetFileName(built.Path)) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolFailure(ExitCode.No, $"The build in {source} cannot be staged into {directory.RunPath}: {e.Message}", e);
        }
    }

    private static bool IsWithin(string path, string directory)
        => path == directory || path.StartsWith(Path.TrimEndingDirectorySeparator(directory) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Hash(string source, string[] files)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
        {
            // Name and content are hashed apart, so that no two sets of files look alike joined.
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetRelativePath(source, file))));
            using FileStream content = File.OpenRead(file);
            hash.AppendData(SHA256.HashData(content));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..HashDigits];
    }

    private static void CopyInto(string source, string[] files, string root, string staged)
    {
        string temporary = Path.Combine(root, $"tmp-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(temporary);
            foreach (string file in files)
            {
                string copy = Path.Combine(temporary, Path.GetRelativePath(source, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }

            Directory.Move(temporary, staged);
        }
        catch (IOException) when (Directory.Exists(staged))
        {
            // Another start staged the same content in the meantime: the same files.
            TryDelete(temporary);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Left for the next start to remove: nothing depends on it being gone.
        }
    }
}
