using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cells.Wire;

namespace Cells.Binding;

/// <summary>The binder over every vector of the wire description that the contract model has: an implementation driven by the schema alone.</summary>
public class BinderVectorTests
{
    private const int FewestVectors = 400;

    [Fact]
    public void Vectors_of_the_contract_model_bind_to_their_bytes_and_back()
    {
        List<string> failures = [];
        int run = 0;
        foreach (WireVector vector in WireVector.All)
        {
            if (VectorContract.TryCreate(vector, out _) is VectorContract contract && !vector.IsShortObject && Run(vector, contract, failures))
            {
                run++;
            }
        }

        Assert.Empty(failures);
        Assert.True(run >= FewestVectors || WireVector.IsReplaced, $"Only {run} vectors were run.");
    }

    private static bool Run(WireVector vector, VectorContract contract, List<string> failures)
    {
        JsonWireBinder binder = new(contract.Schema);
        try
        {
            if (vector.IsEncodeError)
            {
                return false;
            }

            if (vector.IsDecodeError)
            {
                if (binder.FindMalformed(contract.Type, new ReadOnlySequence<byte>(vector.Bytes)) is null)
                {
                    failures.Add($"{vector}: was read");
                }

                return true;
            }

            JsonNode? expected = VectorJson.Convert(vector.Type, vector.Value!.Value, VectorJson.FindNamed(vector.Type));
            using JsonDocument json = JsonDocument.Parse(expected?.ToJsonString() ?? "null", new JsonDocumentOptions { MaxDepth = 4000 });
            if (!vector.IsDecodeOnly)
            {
                ArrayBufferWriter<byte> output = new();
                WireWriter writer = new(output);
                binder.WriteValue(contract.Type, json.RootElement, ref writer);
                writer.Flush();
                if (!output.WrittenSpan.SequenceEqual(vector.Bytes))
                {
                    failures.Add($"{vector}: {json.RootElement} became {Convert.ToHexString(output.WrittenSpan)}, not {Convert.ToHexString(vector.Bytes)}");
                }
            }

            string read = binder.ReadValue(contract.Type, new ReadOnlySequence<byte>(vector.Bytes));
            using JsonDocument again = JsonDocument.Parse(read, new JsonDocumentOptions { MaxDepth = 4000 });
            ArrayBufferWriter<byte> second = new();
            WireWriter rewriter = new(second);
            binder.WriteValue(contract.Type, again.RootElement, ref rewriter);
            rewriter.Flush();
            if (!vector.IsDecodeOnly && !second.WrittenSpan.SequenceEqual(vector.Bytes))
            {
                failures.Add($"{vector}: was read as {read}");
            }

            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
        catch (Exception failure) when (failure is JsonBindingException or CellFormatException or ArgumentException)
        {
            failures.Add($"{vector}: {failure.Message}");
            return true;
        }
    }
}
