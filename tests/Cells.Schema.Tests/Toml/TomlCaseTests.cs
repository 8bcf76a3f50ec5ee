using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Cells.Schema.Tests.Toml;

/// <summary>The cases of toml-test for TOML 1.0, or those of the file that <c>CELLS_TOML_CASES</c> names.</summary>
public sealed class TomlCaseTests
{
    private static readonly Dictionary<string, JsonObject> Cases = LoadCases();

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Case_read_gives_what_it_states(string name)
    {
        JsonObject testCase = Cases[name];

        TomlReadResult result = testCase["tomlBase64"] is { } bytes
            ? TomlReader.Read(Convert.FromBase64String((string)bytes!))
            : TomlReader.Read((string)testCase["toml"]!);

        if (testCase["expected"] is not { } expected)
        {
            Assert.Null(result.Root);
            Assert.NotNull(result.Error);
            Assert.True(result.Error.Line >= 1 && result.Error.Column >= 1, $"{result.Error}");
            return;
        }

        Assert.Null(result.Error);
        AssertEqual(expected, result.Root!, "");
    }

    private static void AssertEqual(JsonNode expected, TomlValue actual, string path)
    {
        if (expected is JsonArray items)
        {
            TomlArray array = Assert.IsType<TomlArray>(actual);
            Assert.Equal(items.Count, array.Items.Count);
            for (int index = 0; index < items.Count; index++)
            {
                AssertEqual(items[index]!, array.Items[index], $"{path}[{index}]");
            }
        }
        else if (IsTagged(expected.AsObject()))
        {
            AssertScalar((string)expected["type"]!, (string)expected["value"]!, actual, path);
        }
        else
        {
            TomlTable table = Assert.IsType<TomlTable>(actual);
            Assert.Equal(
                expected.AsObject().Select(entry => entry.Key).Order(StringComparer.Ordinal),
                table.Entries.Select(entry => entry.Key).Order(StringComparer.Ordinal));
            foreach ((string key, JsonNode? value) in expected.AsObject())
            {
                AssertEqual(value!, table.Find(key)!.Value, $"{path}.{key}");
            }
        }
    }

    private static bool IsTagged(JsonObject value)
        => value.Count == 2
            && value["type"]?.GetValueKind() == JsonValueKind.String
            && value["value"]?.GetValueKind() == JsonValueKind.String;

    private static void AssertScalar(string type, string expected, TomlValue actual, string path)
    {
        switch (type)
        {
            case "string":
                Assert.Equal(expected, Assert.IsType<TomlString>(actual).Value);
                break;
            case "integer":
                Assert.Equal(long.Parse(expected, CultureInfo.InvariantCulture), Assert.IsType<TomlInteger>(actual).Value);
                break;
            case "bool":
                Assert.Equal(expected == "true", Assert.IsType<TomlBoolean>(actual).Value);
                break;
            case "float":
                Assert.Equal(ParseFloat(expected), Assert.IsType<TomlFloat>(actual).Value);
                break;
            case "datetime" or "datetime-local" or "date-local" or "time-local":
                TomlDateTime value = Assert.IsType<TomlDateTime>(actual);
                Assert.Equal(Canonical(expected), Canonical(value.ToString()));
                Assert.Equal(type, (value.Date, value.Time, value.OffsetMinutes) switch
                {
                    (_, null, _) => "date-local",
                    (null, _, _) => "time-local",
                    (_, _, null) => "datetime-local",
                    _ => "datetime",
                });
                break;
            default:
                Assert.Fail($"{path}: the case file names an unknown type '{type}'.");
                break;
        }
    }

    /// <summary>The same instant may be written with more zeros, and UTC in two ways.</summary>
    private static string Canonical(string time)
        => Regex.Replace(time.Replace("+00:00", "Z", StringComparison.Ordinal), @"(\.\d*?)0+(?=\D|$)", "$1").Replace(".Z", "Z", StringComparison.Ordinal).TrimEnd('.');

    private static double ParseFloat(string text) => text switch
    {
        "inf" or "+inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" or "+nan" or "-nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static Dictionary<string, JsonObject> LoadCases()
    {
        string path = Environment.GetEnvironmentVariable("CELLS_TOML_CASES") is { Length: > 0 } named
            ? named
            : Path.Combine(AppContext.BaseDirectory, "Data", "toml-cases.json");
        JsonNode document = JsonNode.Parse(File.ReadAllBytes(path))!;
        return document["cases"]!.AsArray().ToDictionary(entry => (string)entry!["name"]!, entry => entry!.AsObject(), StringComparer.Ordinal);
    }
}
