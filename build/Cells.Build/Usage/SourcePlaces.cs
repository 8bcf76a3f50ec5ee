using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Cells.Schema;

namespace Cells.Build;

/// <summary>Where in the source an instruction comes from, by the portable PDB in or beside an assembly.</summary>
internal sealed class SourcePlaces : IDisposable
{
    private readonly MetadataReaderProvider? _provider;
    private readonly MetadataReader? _pdb;
    private readonly string _projectDirectory;
    private readonly string? _repository;
    private readonly Dictionary<DocumentHandle, string> _files = [];
    private MethodDefinitionHandle _method;
    private SequencePoint[] _points = [];

    private SourcePlaces(MetadataReaderProvider? provider, string projectDirectory)
    {
        _provider = provider;
        _pdb = provider?.GetMetadataReader();
        _projectDirectory = projectDirectory;
        _repository = FindRepository(projectDirectory);
    }

    /// <summary>Opens the PDB that belongs to the assembly; without one there are no places.</summary>
    /// <exception cref="BadImageFormatException">The PDB is damaged.</exception>
    public static SourcePlaces Open(PEReader image, string assemblyPath, string projectDirectory)
    {
        image.TryOpenAssociatedPortablePdb(assemblyPath, OpenOrNull, out MetadataReaderProvider? provider, out _);
        try
        {
            return new SourcePlaces(provider, projectDirectory);
        }
        catch
        {
            provider?.Dispose();
            throw;
        }
    }

    /// <summary>The line that the instruction at <paramref name="offset"/> was made from; null when the PDB names none.</summary>
    /// <exception cref="BadImageFormatException">The PDB is damaged.</exception>
    public UsePlace? Find(MethodDefinitionHandle method, int offset)
    {
        if (_pdb is null)
        {
            return null;
        }

        if (method != _method)
        {
            _points = [.. _pdb.GetMethodDebugInformation(method.ToDebugInformationHandle()).GetSequencePoints()];
            _method = method;
        }

        SequencePoint? found = null;
        foreach (SequencePoint point in _points)
        {
            if (point.Offset > offset)
            {
                break;
            }

            // A hidden one is code without a line of its own: that before it is the nearest.
            found = point.IsHidden ? found : point;
        }

        return found is { } place ? new UsePlace(FileOf(place.Document), place.StartLine) : null;
    }

    public void Dispose() => _provider?.Dispose();

    private static FileStream? OpenOrNull(string path)
        => File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete) : null;

    /// <summary>The root of the git repository that a directory lies in, with a separator behind it; null when it lies in none.</summary>
    private static string? FindRepository(string directory)
    {
        for (DirectoryInfo? found = new(Path.GetFullPath(directory)); found is not null; found = found.Parent)
        {
            // A file in a worktree and in a submodule.
            string mark = Path.Combine(found.FullName, ".git");
            if (Directory.Exists(mark) || File.Exists(mark))
            {
                return Path.TrimEndingDirectorySeparator(found.FullName) + Path.DirectorySeparatorChar;
            }
        }

        return null;
    }

    private string FileOf(DocumentHandle handle)
    {
        if (!_files.TryGetValue(handle, out string? file))
        {
            file = _pdb!.GetString(_pdb.GetDocument(handle).Name);
            // A deterministic build notes mapped paths, from which there is no way back to a file.
            if (Path.IsPathFullyQualified(file) && File.Exists(file))
            {
                bool isInRepository = _repository is not null && file.StartsWith(_repository, StringComparison.Ordinal);
                file = Path.GetRelativePath(isInRepository ? _repository! : _projectDirectory, file);
            }

            file = file.Length == 0 ? "?" : file.Replace('\\', '/');
            _files.Add(handle, file);
        }

        return file;
    }
}
