extern alias runtime;

using System.Buffers;
using Cells.Generators.Tests.Parse;
using Cells.Wire;
using runtime::Cells.Wire;

namespace Cells.Generators.Tests.Wire;

/// <summary>
/// Generated codecs over every vector of the wire format that the contract model has; <see cref="VectorKinds.Refused"/> names the kinds that it does not have.
/// <c>decodesTo</c>, raw MemoryPack reading another schema, is not run: Cells does that by plan.
/// </summary>
public class WireVectorTests
{
    private const int FewestVectors = 430;

    // Cutting at every byte takes quadratic time.
    private const int LongestForCutting = 2000;

    public static TheoryData<string> RefusedKinds => [.. VectorKinds.Refused.Keys];

    [Fact]
    public void Every_vector_is_run_or_of_a_kind_that_a_contract_refuses()
    {
        string[] refused = [.. WireVector.All.Select(VectorKinds.FindRefused).OfType<string>()];

        Assert.Subset(VectorKinds.Refused.Keys.ToHashSet(), refused.ToHashSet());
        Assert.Equal(WireVector.All.Count, VectorCodecs.All.Count + refused.Length);
        Assert.True(VectorCodecs.All.Count >= FewestVectors || WireVector.IsReplaced, $"Only {VectorCodecs.All.Count} vectors are run.");
    }

    [Theory]
    [MemberData(nameof(RefusedKinds))]
    public void Contract_of_a_kind_that_no_vector_is_run_of_is_refused(string kind)
    {
        (string type, string declarations, string rule) = VectorKinds.Refused[kind];
        string source = $"{Parsing.Header}[Cell] public sealed partial class Sample {{ [Call] public void Put({type} value) {{ }} }}\n{declarations}";

        Assert.Equal([rule], Parsing.Files(source).Problems.Select(static problem => problem.Id).Distinct());
        Assert.Empty(Generation.Run(Generation.Compile(source), [new CellGenerator()]).Files);
    }

    [Fact]
    public void Values_encode_to_the_bytes_and_the_bytes_decode_to_the_values() => ForEach(static vector => vector.HasValue, static vector =>
    {
        object? value = VectorValue.Create(vector.Codec.Type, vector.Vector.Type, vector.Vector.Value!.Value, []);
        object? read = vector.Codec.Read(new ReadOnlySequence<byte>(vector.Vector.Bytes));

        Assert.Equal(ValueText.Of(value), ValueText.Of(read));
        if (!vector.Vector.IsDecodeOnly)
        {
            Assert.Equal(Convert.ToHexString(vector.Vector.Bytes), Convert.ToHexString(vector.Codec.Write(value)));
            Assert.Equal(Convert.ToHexString(vector.Vector.Bytes), Convert.ToHexString(vector.Codec.Write(read)));
        }
    });

    [Fact]
    public void Bytes_cut_at_any_place_decode_to_the_values() => ForEach(static vector => vector.HasValue, static vector =>
    {
        string whole = ValueText.Of(vector.Codec.Read(new ReadOnlySequence<byte>(vector.Vector.Bytes)));

        Assert.Equal(whole, ValueText.Of(vector.Codec.Read(Segments.CutEverywhere(vector.Vector.Bytes))));
        Assert.Equal(whole, ValueText.Of(vector.Codec.Read(Segments.CutEverywhere(vector.Vector.Bytes), isLeased: true)));
        for (int offset = 0; offset <= Math.Min(vector.Vector.Bytes.Length, LongestForCutting); offset++)
        {
            Assert.Equal(whole, ValueText.Of(vector.Codec.Read(Segments.Cut(vector.Vector.Bytes, offset))));
        }
    });

    [Fact]
    public void Text_in_another_encoding_is_read_and_written_as_utf8() =>
        ForEach(static vector => vector.HasValue && vector.Vector.Source.TryGetProperty("stringEncoding", out _) && !HoldsLoneSurrogate(vector.Vector), static vector =>
        {
            object? read = vector.Codec.Read(new ReadOnlySequence<byte>(vector.Vector.Bytes));
            byte[] written = vector.Codec.Write(read);

            Assert.Equal(ValueText.Of(read), ValueText.Of(vector.Codec.Read(new ReadOnlySequence<byte>(written))));
        });

    [Fact]
    public void Malformed_bytes_are_a_format_error_with_offset_path_and_reason() => ForEach(static vector => vector.IsMalformed, static vector =>
    {
        AssertMalformed(vector, new ReadOnlySequence<byte>(vector.Vector.Bytes));
        AssertMalformed(vector, Segments.CutEverywhere(vector.Vector.Bytes));
    });

    [Fact]
    public void Values_that_the_wire_cannot_hold_are_refused_on_write() => ForEach(static vector => vector.Vector.IsEncodeError, static vector =>
    {
        object? value = VectorValue.Create(vector.Codec.Type, vector.Vector.Type, vector.Vector.Value!.Value, []);

        CellFormatException failure = Assert.Throws<CellFormatException>(() => vector.Codec.Write(value));
        Assert.NotEmpty(failure.Reason);
    });

    [Fact]
    public void Bytes_that_end_early_or_late_are_a_format_error() => ForEach(
        static vector => vector.HasValue && vector.Vector.Bytes.Length <= LongestForCutting,
        static vector =>
        {
            for (int length = 0; length < vector.Vector.Bytes.Length; length++)
            {
                AssertMalformed(vector, new ReadOnlySequence<byte>(vector.Vector.Bytes, 0, length));
            }

            AssertMalformed(vector, new ReadOnlySequence<byte>([.. vector.Vector.Bytes, 0]));
        });

    private static void AssertMalformed(VectorCodec vector, ReadOnlySequence<byte> payload)
    {
        CellFormatException failure = Assert.Throws<CellFormatException>(() => vector.Codec.Read(payload));
        Assert.InRange(failure.Offset, 0, payload.Length);
        Assert.False(string.IsNullOrEmpty(failure.TypePath), $"no type path: {failure.Message}");
        Assert.False(string.IsNullOrEmpty(failure.Reason));
    }

    private static bool HoldsLoneSurrogate(WireVector vector) => vector.Source.GetRawText().Contains("\"utf16\":", StringComparison.Ordinal);

    private static void ForEach(Func<VectorCodec, bool> which, Action<VectorCodec> check)
    {
        List<string> failures = [];
        int run = 0;
        foreach (VectorCodec vector in VectorCodecs.All.Where(which))
        {
            try
            {
                run++;
                check(vector);
            }
            catch (Exception failure)
            {
                failures.Add($"{vector}: {failure.Message}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(run > 0 || WireVector.IsReplaced);
    }
}
