using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Cells.Schema;

namespace Cells.Build;

/// <summary>Reads from a compiled assembly, without loading it, what the code that people wrote uses of its dependencies.</summary>
/// <remarks>The clients are generated into the assembly itself, so that every use is of something that it defines.</remarks>
internal sealed class AssemblyUsageReader
{
    private readonly PEReader _image;
    private readonly MetadataReader _metadata;
    private readonly GeneratedTypes _generated;
    private readonly IReadOnlyCollection<ConsumedContract> _contracts;
    private readonly ContractTypes _types;
    private readonly UseCollector _collector;
    private readonly Dictionary<MethodDefinitionHandle, (ConsumedContract Contract, CallSchema Call)> _calls = [];

    private AssemblyUsageReader(PEReader image, SourcePlaces places, IReadOnlyCollection<ConsumedContract> contracts)
    {
        _image = image;
        _metadata = image.GetMetadataReader();
        _generated = new GeneratedTypes(_metadata);
        _contracts = contracts;
        _types = new ContractTypes(_metadata, _generated, contracts);
        _collector = new UseCollector(_types, places);
    }

    // Whoever references a library calls what it shows; a program's clients are its own.
    private bool IsProgram => _image.PEHeaders.CorHeader is { EntryPointTokenOrRelativeVirtualAddress: not 0 };

    /// <summary>What the assembly uses of <paramref name="contracts"/>. A contract that another assembly can call through this one is left out.</summary>
    /// <exception cref="BuildProblemException">CELL9016: the assembly or its PDB is not readable.</exception>
    public static UsageRecord Read(string assemblyPath, string projectDirectory, IReadOnlyCollection<ConsumedContract> contracts)
    {
        try
        {
            using FileStream stream = new(assemblyPath, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            using PEReader image = new(stream);
            using SourcePlaces places = SourcePlaces.Open(image, assemblyPath, projectDirectory);
            AssemblyUsageReader reader = new(image, places, contracts);
            return reader.Read(OwnContracts(assemblyPath));
        }
        // What System.Reflection.Metadata throws where metadata contradicts itself, besides its own exception.
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or BadImageFormatException or InvalidOperationException
            or ArgumentException or InvalidCastException or OverflowException or IndexOutOfRangeException or NotSupportedException)
        {
            throw new BuildProblemException(
                DiagnosticIds.UsageUnreadable,
                $"Cannot read what '{assemblyPath}' uses of its dependencies: {exception.Message.TrimEnd('.')}. It counts as using everything. Delete '{Path.GetDirectoryName(assemblyPath)}' and build again.",
                assemblyPath);
        }
    }

    private static IEnumerable<CellSchema> OwnContracts(string assemblyPath)
    {
        try
        {
            return [.. AssemblySchemaReader.Read(assemblyPath).Select(contract
                => SchemaDocument.Read(contract.Schema).Schema ?? throw new BadImageFormatException($"The schema of {contract.Contract} in it is not readable."))];
        }
        catch (BuildProblemException exception)
        {
            throw new BadImageFormatException(exception.Message);
        }
    }

    private UsageRecord Read(IEnumerable<CellSchema> ownContracts)
    {
        FindCalls();
        if (_calls.Count == 0)
        {
            return _collector.Record();
        }

        ReadBodies();
        if (!IsProgram)
        {
            foreach ((_, List<ContractType> views) in _types.All.Where(pair => IsPublic(pair.Key)))
            {
                views.ForEach(view => _collector.UseWhole(view, mayWrite: true, place: null));
            }
        }

        _collector.Complete(ownContracts);
        return _collector.Record();
    }

    private void FindCalls()
    {
        foreach (TypeDefinitionHandle handle in _metadata.TypeDefinitions)
        {
            TypeDefinition type = _metadata.GetTypeDefinition(handle);
            foreach (ConsumedContract contract in _contracts)
            {
                if (!_metadata.StringComparer.Equals(type.Namespace, contract.Namespace)
                    || !(_metadata.StringComparer.Equals(type.Name, contract.Interface) || _metadata.StringComparer.Equals(type.Name, contract.Client))
                    || !_generated.Contains(handle))
                {
                    continue;
                }

                if (IsProgram || !IsPublic(handle))
                {
                    _collector.Begin(contract);
                    AddCalls(contract, type);
                }
            }
        }
    }

    private bool IsPublic(TypeDefinitionHandle handle)
        => (_metadata.GetTypeDefinition(handle).Attributes & TypeAttributes.VisibilityMask) is TypeAttributes.Public or TypeAttributes.NestedPublic;

    private void AddCalls(ConsumedContract contract, TypeDefinition type)
    {
        foreach (MethodDefinitionHandle handle in type.GetMethods())
        {
            MethodDefinition method = _metadata.GetMethodDefinition(handle);
            // Every call takes a token; ConnectAsync is static and DisposeAsync takes nothing.
            if ((method.Attributes & MethodAttributes.Static) == 0 && CountParameters(method) > 0 && contract.FindCall(_metadata.GetString(method.Name)) is { } call)
            {
                _calls[handle] = (contract, call);
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
        IlMembers members = new(_metadata);
        SynthesizedMembers synthesized = new(_metadata);
        UseReader uses = new(_metadata, members, _types, _generated, new TypeReach(_metadata, _types, _generated), _collector, _calls);
        foreach (TypeDefinitionHandle type in _metadata.TypeDefinitions)
        {
            if (_generated.Contains(type) || synthesized.IsTypeSkipped(type))
            {
                continue;
            }

            foreach (MethodDefinitionHandle handle in _metadata.GetTypeDefinition(type).GetMethods())
            {
                if (_metadata.GetMethodDefinition(handle).RelativeVirtualAddress is not 0 and int address && !synthesized.Contains(handle))
                {
                    new BodyReader(_metadata, members, uses, handle, _image.GetMethodBody(address)).Read();
                }
            }
        }
    }
}
