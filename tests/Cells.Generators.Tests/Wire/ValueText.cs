using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Cells.Generators.Tests.Wire;

/// <summary>A value as text that tells any two different values apart, down to the bits of a number.</summary>
internal static class ValueText
{
    public static string Of(object? value)
    {
        StringBuilder text = new();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string characters:
                text.Append('"').Append(characters).Append('"').Append(characters.Length);
                break;
            case Half number:
                text.Append(BitConverter.HalfToUInt16Bits(number));
                break;
            case float number:
                text.Append(BitConverter.SingleToUInt32Bits(number));
                break;
            case double number:
                text.Append(BitConverter.DoubleToUInt64Bits(number));
                break;
            case decimal number:
                text.AppendJoin('/', decimal.GetBits(number));
                break;
            case char unit:
                text.Append((int)unit);
                break;
            case DateTime time:
                text.Append(time.Ticks).Append(time.Kind);
                break;
            case DateTimeOffset time:
                text.Append(time.Ticks).Append(time.Offset);
                break;
            case Enum or Uri or Version:
                text.Append(value);
                break;
            case ITuple tuple:
                AppendAll(text, Enumerable.Range(0, tuple.Length).Select(index => tuple[index]));
                break;
            case IEnumerable items when !IsDefault(value):
                AppendAll(text, items.Cast<object?>());
                break;
            default:
                AppendObject(text, value);
                break;
        }
    }

    private static void AppendObject(StringBuilder text, object value)
    {
        Type type = value.GetType();
        if (type.Namespace == "System.Buffers" || type.Name.Contains("Memory", StringComparison.Ordinal))
        {
            Append(text, ToArray(value));
        }
        else if (type.IsPrimitive || (type.Namespace == "System" && !type.IsGenericType) || type.Namespace == "System.Text" || IsDefault(value))
        {
            text.Append(value is IFormattable formattable ? formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture) : IsDefault(value) ? "default" : value);
        }
        else
        {
            text.Append(type.Name).Append('{');
            foreach (PropertyInfo property in type.GetProperties())
            {
                text.Append(property.Name).Append('=');
                Append(text, property.GetValue(value));
                text.Append(' ');
            }

            foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
            {
                text.Append(field.Name).Append('=');
                Append(text, field.GetValue(value));
                text.Append(' ');
            }

            text.Append('}');
        }
    }

    private static void AppendAll(StringBuilder text, IEnumerable<object?> items)
    {
        text.Append('[');
        foreach (object? item in items)
        {
            Append(text, item);
            text.Append(' ');
        }

        text.Append(']');
    }

    // A default immutable array has no elements to speak of.
    private static bool IsDefault(object value) => value.GetType().GetProperty("IsDefault")?.GetValue(value) is true;

    private static object ToArray(object memory)
    {
        Type type = memory.GetType();
        return type.GetMethod("ToArray", Type.EmptyTypes) is { } method
            ? method.Invoke(memory, null)!
            : typeof(System.Buffers.BuffersExtensions).GetMethods().Single(candidate => candidate.Name == "ToArray")
                .MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [memory])!;
    }
}
