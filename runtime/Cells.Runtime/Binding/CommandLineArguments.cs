using System.Text.Json;

namespace Cells.Binding;

/// <summary>Arguments of a command line: <c>sku=A-17 quantity=3 'address={"City":"Bern"}'</c>.</summary>
internal static class CommandLineArguments
{
    /// <summary>The JSON object of the arguments.</summary>
    /// <exception cref="JsonBindingException">An argument has no name, its name is unknown or stands twice, or its value is no JSON where it must be.</exception>
    public static string ToJson(MemberBinding[] parameters, string call, IReadOnlyList<string> namesAndValues) => JsonText.Write(json =>
    {
        BindingPath path = new();
        HashSet<string> seen = new(StringComparer.Ordinal);
        json.WriteStartObject();
        foreach (string argument in namesAndValues)
        {
            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                path.Fail($"'{argument}' is no name=value");
            }

            string name = argument[..equals];
            TypeBinding type = parameters[ArgumentsBinding.Find(parameters, call, name, path)].Type;
            if (!seen.Add(name))
            {
                path.Fail($"'{name}' stands twice");
            }

            json.WritePropertyName(name);
            WriteValue(json, type, argument[(equals + 1)..]);
        }

        json.WriteEndObject();
    });

    private static void WriteValue(Utf8JsonWriter json, TypeBinding type, string text)
    {
        if (type.TakesBareText(text))
        {
            json.WriteStringValue(text);
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text, JsonText.ReadOptions);
            json.WriteRawValue(text);
        }
        catch (JsonException)
        {
            // NaN, or a decimal with an exponent in capitals: the type says what it expects.
            json.WriteStringValue(text);
        }
    }
}
