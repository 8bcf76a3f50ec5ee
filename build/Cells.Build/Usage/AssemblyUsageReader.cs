using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Cells.Schema;

namespace Cells.Build;

/// <summary>Reads from a compiled assembly, without loading it, which calls of its dependencies the code that people wrote refers to.</summary>
/// <remarks>The clients are generated into the assembly itself, so that every reference is to a method that it defines.</remarks>
internal sealed class AssemblyUsageReader
{
    private readonly PEReader _image;
    private readonly MetadataReader _metadata;
    private readonly SourcePlaces _places;
    private readonly GeneratedTypes _generated;
    private readonly Dictionary<MethodDefinitionHandle, (ConsumedContract Contract, string Call)> _targets = [];
    private readonly Dictionary<ConsumedContract, SortedDictionary<string, HashSet<UsePlace>>> _uses = [];

    private AssemblyUsageReader(PEReader image, SourcePlaces places)
    {
        _image = image;
        _metadata = image.GetMetadataReader();
        _places = places;
        _generated = new GeneratedTypes(_metadata);
    }

    /// <summary>What the assembly uses of <paramref name="contracts"/>. A contract that another assembly can call through this one is left out.</summary>
    /// <exception cref="BuildProblemException">CELL9016: the assembly or its PDB is not readable.</exception>
    public static UsageRecord Read(string assemblyPath, string projectDirectory, IReadOnlyCollection<ConsumedContract> contracts)
    {
        try
        {
            using FileStream stream = new(assemblyPath, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            using PEReader image = new(stream);
            using SourcePlaces places = SourcePlaces.Open(image, assemblyPath, projectDirectory);
            AssemblyUsageReader reader = new(image, places);
            reader.FindTargets(contracts);
            reader.ReadBodies();
            return reader.Record();
        }
        // What System.Reflection.Metadata throws where metadata contradicts itself, besides its own exception.
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or BadImageFormatException or InvalidOperationException
            or ArgumentException or InvalidCastException or OverflowException or IndexOutOfRangeException or NotSupportedException)
        {
            throw new BuildProblemException(
                DiagnosticIds.UsageUnreadable,
                $"Cannot read what '{assemblyPath}' uses of its dependencies: {exception.Message.TrimEnd('.')}. It counts as using every call. Delete '{Path.GetDirectoryName(assemblyPath)}' and build again.",
                assemblyPath);
        }
    }

    private void FindTargets(IReadOnlyCollection<ConsumedContract> contracts)
    {
        bool isProgram = _image.PEHeaders.CorHeader is { EntryPointTokenOrRelativeVirtualAddress: not 0 };
        foreach (TypeDefinitionHandle handle in _metadata.TypeDefinitions)
        {
            TypeDefinition type = _metadata.GetTypeDefinition(handle);
            foreach (ConsumedContract contract in contracts)
            {
                if (!_metadata.StringComparer.Equals(type.Namespace, contract.Namespace)
                    || !(_metadata.StringComparer.Equals(type.Name, contract.Interface) || _metadata.StringComparer.Equals(type.Name, contract.Client))
                    || !_generated.Contains(handle))
                {
                    continue;
                }

                // Whoever references a library calls what it shows; a program's clients are its own.
                if (isProgram || (type.Attributes & TypeAttributes.VisibilityMask) != TypeAttributes.Public)
                {
                    _uses.TryAdd(contract, new SortedDictionary<string, HashSet<UsePlace>>(StringComparer.Ordinal));
                    AddTargets(contract, type);
                }
            }
        }
    }

    private void AddTargets(ConsumedContract contract, TypeDefinition type)
    {
        foreach (MethodDefinitionHandle handle in type.GetMethods())
        {
            MethodDefinition method = _metadata.GetMethodDefinition(handle);
            // Every call takes a token; ConnectAsync is static and DisposeAsync takes nothing.
            if ((method.Attributes & MethodAttributes.Static) == 0 && CountParameters(method) > 0 && contract.FindCall(_metadata.GetString(method.Name)) is { } call)
            {
                _targets[handle] = (contract, call);
            }
        }
    }

    private int CountParameters(MethodDefinition method)
    {
        BlobReader signature = _metadata.GetBlobReader(method.Signature);
        SignatureHeader header = signature.ReadSignatureHeader();
        if (header.IsGeneric)
        {
            signature.ReadCompressedInteger();
        }

        return signature.ReadCompressedInteger();
    }

    private void ReadBodies()
    {
        if (_targets.Count == 0)
        {
            return;
        }

        foreach (TypeDefinitionHandle type in _metadata.TypeDefinitions)
        {
            if (_generated.Contains(type))
            {
                continue;
            }

            foreach (MethodDefinitionHandle handle in _metadata.GetTypeDefinition(type).GetMethods())
            {
                if (_metadata.GetMethodDefinition(handle).RelativeVirtualAddress is not 0 and int address)
                {
                    ReadBody(handle, _image.GetMethodBody(address).GetILReader());
                }
            }
        }
    }

    private void ReadBody(MethodDefinitionHandle caller, BlobReader body)
    {
        foreach ((int offset, MethodDefinitionHandle method) in IlReader.FindMethods(body))
        {
            if (!_targets.TryGetValue(method, out (ConsumedContract Contract, string Call) target))
            {
                continue;
            }

            SortedDictionary<string, HashSet<UsePlace>> uses = _uses[target.Contract];
            if (!uses.TryGetValue(target.Call, out HashSet<UsePlace>? places))
            {
                uses.Add(target.Call, places = []);
            }

            if (_places.Find(caller, offset) is { } place)
            {
                places.Add(place);
            }
        }
    }

    private UsageRecord Record() => new()
    {
        Dependencies = _uses.Select(static pair => new DependencyUsage(
            pair.Key.Alias,
            pair.Key.Contract,
            pair.Key.Fingerprint,
            pair.Value.Select(use => new RecordedUse(UsageRecord.CallEntry(pair.Key.Contract, use.Key), use.Value.ToEquatableArray())).ToEquatableArray())).ToEquatableArray(),
    };
}
