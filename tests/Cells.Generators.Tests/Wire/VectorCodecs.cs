using Cells.Wire;

namespace Cells.Generators.Tests.Wire;

/// <summary>The codecs that the generator writes for the types of the vectors: one contract, compiled and loaded once.</summary>
internal static class VectorCodecs
{
    private static readonly Lazy<(IReadOnlyList<VectorCodec> Codecs, string Schema)> Loaded = new(Load);

    /// <summary>Each vector of the contract model with its codec.</summary>
    public static IReadOnlyList<VectorCodec> All => Loaded.Value.Codecs;

    /// <summary>The schema document of the contract.</summary>
    public static string Schema => Loaded.Value.Schema;

    private static (IReadOnlyList<VectorCodec> Codecs, string Schema) Load()
    {
        VectorSource source = new();
        List<(WireVector Vector, int Call)> vectors =
            [.. WireVector.All.Where(static vector => VectorKinds.FindRefused(vector) is null).Select(vector => (vector, source.Add(vector.Type)))];
        CompiledCodecs codecs = CompiledCodecs.Of(source.ToString());
        return ([.. vectors.Select(pair => new VectorCodec(pair.Vector, VectorSource.CallName(pair.Call), codecs.Find(VectorSource.CallName(pair.Call))))], codecs.Schema);
    }
}

/// <summary>A vector and the codec of its type.</summary>
/// <param name="Vector">The vector.</param>
/// <param name="Call">The call of the contract that takes its type.</param>
/// <param name="Codec">The codec.</param>
internal sealed record VectorCodec(WireVector Vector, string Call, WireProbe Codec)
{
    /// <summary>Whether the bytes are a value that a reader must refuse; of an object with fewer members than its type has, too, which the real library fills up.</summary>
    public bool IsMalformed => Vector.IsDecodeError || Vector.IsShortObject;

    /// <summary>Whether there are bytes of a value.</summary>
    public bool HasValue => !IsMalformed && !Vector.IsEncodeError;

    public override string ToString() => Vector.Name;
}
