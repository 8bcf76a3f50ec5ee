using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Cells.Generators.Tests.Wire;

/// <summary>Makes the value that a vector states, of the types that it was compiled into.</summary>
internal static class VectorValue
{
    private const BindingFlags PublicInstance = BindingFlags.Public | BindingFlags.Instance;

    /// <summary>The value.</summary>
    /// <param name="clr">The .NET type.</param>
    /// <param name="type">The vector's type.</param>
    /// <param name="value">The vector's value.</param>
    /// <param name="named">The types around it, for references to them.</param>
    public static object? Create(Type clr, JsonElement type, JsonElement value, Dictionary<string, JsonElement> named)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return clr.IsValueType ? Activator.CreateInstance(clr) : null;
        }

        clr = Nullable.GetUnderlyingType(clr) ?? clr;
        if (type.ValueKind == JsonValueKind.String)
        {
            return CreatePrimitive(clr, value);
        }

        if (type.TryGetProperty("name", out JsonElement name) && type.GetProperty("kind").GetString() != "ref")
        {
            named[name.GetString()!] = type;
        }

        switch (type.GetProperty("kind").GetString())
        {
            case "enum":
                Int128 number = Int128.Parse(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), CultureInfo.InvariantCulture);
                return Enum.ToObject(clr, number < 0 ? (long)number : unchecked((long)(ulong)number));
            case "nullable":
                return Create(clr, type.GetProperty("of"), value, named);
            case "ref":
                return Create(clr, named[type.GetProperty("name").GetString()!], value, named);
            case "array" or "collection":
                return CreateCollection(clr, type.GetProperty("of"), value, named);
            case "dictionary":
                return CreateMap(clr, type.GetProperty("pair"), value, named);
            case "tuple":
                return CreateTuple(clr, [.. type.GetProperty("items").EnumerateArray()], [.. value.EnumerateArray()], named);
            case "struct" when VectorKinds.IsBuiltIn(type):
                JsonElement[] members = [.. type.GetProperty("members").EnumerateArray()];
                return CreateTuple(
                    clr,
                    [.. members.Select(static member => member.GetProperty("type"))],
                    [.. members.Select(member => value.GetProperty(member.GetProperty("name").GetString()!))],
                    named);
            case "union":
                int tag = value.GetProperty("$tag").GetInt32();
                JsonElement body = type.GetProperty("cases")[tag].GetProperty("type");
                string caseName = body.GetProperty("name").GetString()!;
                Type caseType = clr.Assembly.GetTypes().Single(candidate => candidate.BaseType == clr && candidate.Name.TrimEnd('_') == caseName);
                return Create(caseType, body, value.GetProperty("$value"), named);
            default:
                return CreateObject(clr, type, value, named);
        }
    }

    private static object CreateObject(Type clr, JsonElement type, JsonElement value, Dictionary<string, JsonElement> named)
    {
        object created = Activator.CreateInstance(clr)!;
        foreach (JsonElement member in type.GetProperty("members").EnumerateArray())
        {
            string name = member.GetProperty("name").GetString()!;
            if (clr.GetProperty(name, PublicInstance) is { } property)
            {
                property.SetValue(created, Create(property.PropertyType, member.GetProperty("type"), value.GetProperty(name), named));
            }
            else
            {
                FieldInfo field = clr.GetField(name, PublicInstance)!;
                field.SetValue(created, Create(field.FieldType, member.GetProperty("type"), value.GetProperty(name), named));
            }
        }

        return created;
    }

    private static object CreateTuple(Type clr, JsonElement[] types, JsonElement[] values, Dictionary<string, JsonElement> named)
    {
        Type[] arguments = clr.GetGenericArguments();
        return Activator.CreateInstance(clr, [.. arguments.Select((argument, index) => Create(argument, types[index], values[index], named))])!;
    }

    private static object CreateCollection(Type clr, JsonElement element, JsonElement value, Dictionary<string, JsonElement> named)
    {
        Type item = clr.IsArray ? clr.GetElementType()! : clr.GetGenericArguments()[0];
        JsonElement[] values = [.. value.EnumerateArray()];
        Array items = Array.CreateInstance(item, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            items.SetValue(Create(item, element, values[i], named), i);
        }

        if (clr.IsArray)
        {
            return items;
        }

        Type definition = clr.GetGenericTypeDefinition();
        if (clr.Namespace == "System.Collections.Immutable")
        {
            return CreateImmutable(clr, items, [item]);
        }

        Type concrete = definition == typeof(ISet<>) || definition == typeof(IReadOnlySet<>) ? typeof(HashSet<>).MakeGenericType(item)
            : clr.IsInterface ? typeof(List<>).MakeGenericType(item)
            : clr;
        return Activator.CreateInstance(concrete, items)!;
    }

    private static object CreateMap(Type clr, JsonElement pair, JsonElement value, Dictionary<string, JsonElement> named)
    {
        Type[] arguments = clr.GetGenericArguments();
        JsonElement[] types = [.. VectorSource.Pair(pair)];
        Type dictionary = typeof(Dictionary<,>).MakeGenericType(arguments);
        System.Collections.IDictionary map = (System.Collections.IDictionary)Activator.CreateInstance(dictionary)!;
        foreach (JsonElement entry in value.EnumerateArray())
        {
            map.Add(Create(arguments[0], types[0], entry[0], named)!, Create(arguments[1], types[1], entry[1], named));
        }

        return clr.IsAssignableFrom(dictionary) ? map
            : clr.Namespace == "System.Collections.Immutable" ? CreateImmutable(clr, map, arguments)
            : Activator.CreateInstance(clr, map)!;
    }

    private static object CreateImmutable(Type clr, object items, Type[] arguments)
    {
        string factory = $"{clr.Namespace}.{clr.Name.Split('`')[0]}";
        return typeof(ImmutableArray).Assembly.GetTypes().Append(typeof(ImmutableList)).Concat(typeof(ImmutableList).Assembly.GetTypes())
            .First(type => type.FullName == factory).GetMethods()
            .First(method => method.Name == "CreateRange" && method.GetParameters() is [{ ParameterType.Name: "IEnumerable`1" }])
            .MakeGenericMethod(arguments).Invoke(null, [items])!;
    }

    private static object CreatePrimitive(Type clr, JsonElement value)
    {
        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        if (clr == typeof(string))
        {
            // Not by an encoding, which replaces lone surrogates.
            return value.ValueKind == JsonValueKind.Object
                ? new string(MemoryMarshal.Cast<byte, char>(Convert.FromHexString(value.GetProperty("utf16").GetString()!)))
                : text;
        }

        bool isBits = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("bits", out _);
        ulong bits = isBits ? ulong.Parse(value.GetProperty("bits").GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : 0;
        return clr switch
        {
            _ when clr == typeof(bool) => value.GetBoolean(),
            _ when clr == typeof(char) => (char)value.GetInt32(),
            _ when clr == typeof(Rune) => new Rune(value.GetInt32()),
            _ when clr == typeof(Half) => isBits ? BitConverter.UInt16BitsToHalf((ushort)bits) : Half.Parse(text, CultureInfo.InvariantCulture),
            _ when clr == typeof(float) => isBits ? BitConverter.UInt32BitsToSingle((uint)bits) : float.Parse(text, CultureInfo.InvariantCulture),
            _ when clr == typeof(double) => isBits ? BitConverter.UInt64BitsToDouble(bits) : double.Parse(text, CultureInfo.InvariantCulture),
            _ when clr == typeof(Int128) => Int128.Parse(text, CultureInfo.InvariantCulture),
            _ when clr == typeof(UInt128) => UInt128.Parse(text, CultureInfo.InvariantCulture),
            _ when clr == typeof(Guid) => Guid.Parse(text),
            _ when clr == typeof(DateTime) => CreateDateTime(Number(value, "ticks"), value.GetProperty("kind").GetString()!),
            _ when clr == typeof(DateTimeOffset) => new DateTimeOffset(Number(value, "utcTicks"), TimeSpan.Zero)
                .ToOffset(TimeSpan.FromMinutes(value.GetProperty("offsetMinutes").GetInt32())),
            _ when clr == typeof(TimeSpan) => new TimeSpan(long.Parse(text, CultureInfo.InvariantCulture)),
            _ when clr == typeof(TimeOnly) => new TimeOnly(long.Parse(text, CultureInfo.InvariantCulture)),
            _ when clr == typeof(DateOnly) => DateOnly.FromDayNumber(value.GetProperty("dayNumber").GetInt32()),
            _ when clr == typeof(Uri) => new Uri(text, UriKind.RelativeOrAbsolute),
            _ when clr == typeof(Version) => Version.Parse(string.Join('.', value.EnumerateArray().Select(static part => part.GetInt32()).Where(static part => part >= 0))),
            _ => Convert.ChangeType(decimal.Parse(text, CultureInfo.InvariantCulture), clr, CultureInfo.InvariantCulture),
        };
    }

    // The highest bits are the kind; a local time may be ambiguous, which no constructor makes.
    private static DateTime CreateDateTime(long ticks, string kind) => kind switch
    {
        "Utc" => new DateTime(ticks, DateTimeKind.Utc),
        "Local" => new DateTime(ticks, DateTimeKind.Local),
        "Unspecified" => new DateTime(ticks, DateTimeKind.Unspecified),
        _ => throw new NotSupportedException(kind),
    };

    private static long Number(JsonElement value, string name) => long.Parse(value.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
