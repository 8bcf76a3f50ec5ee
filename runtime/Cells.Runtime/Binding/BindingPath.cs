using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cells.Binding;

/// <summary>Where a walk over a value stands: names of members and indices of elements.</summary>
internal sealed class BindingPath
{
    private const int LongestQuote = 60;

    // A name, or null for an element.
    private readonly Stack<(string? Name, int Index)> _segments = new();

    public void Push(string name) => _segments.Push((name, 0));

    public void Push(int index) => _segments.Push((null, index));

    public void Pop() => _segments.Pop();

    /// <summary><c>$.order.lines[3]</c>; names that are no identifiers in brackets and quotes.</summary>
    public string ToJsonPath() => Append(new StringBuilder("$"), dotFirst: true).ToString();

    /// <summary><c>Order.Lines[3].Tag</c>; empty at the root.</summary>
    public string ToMemberPath() => Append(new StringBuilder(), dotFirst: false).ToString();

    /// <exception cref="JsonBindingException">Always.</exception>
    [DoesNotReturn]
    public void Fail(string reason, Exception? inner = null) => throw new JsonBindingException(ToJsonPath(), reason, inner);

    /// <exception cref="JsonBindingException">Always: <paramref name="expected"/> does not stand there.</exception>
    [DoesNotReturn]
    public void FailExpected(string expected, JsonElement found) => Fail($"expected {expected}, got {Describe(found)}");

    /// <summary>The text of a JSON string.</summary>
    /// <exception cref="JsonBindingException">The text has a lone surrogate.</exception>
    public string GetText(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException failure)
        {
            throw new JsonBindingException(ToJsonPath(), "the text has a lone surrogate, or bytes that are no UTF-8", failure);
        }
    }

    /// <summary>The name of a JSON property.</summary>
    /// <exception cref="JsonBindingException">The name has a lone surrogate.</exception>
    public string GetName(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException failure)
        {
            throw new JsonBindingException(ToJsonPath(), "a name has a lone surrogate, or bytes that are no UTF-8", failure);
        }
    }

    private static string Describe(JsonElement found) => found.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Undefined => "nothing",
        _ => Shorten(found.GetRawText()),
    };

    private static string Shorten(string text) => text.Length <= LongestQuote ? text : string.Concat(text.AsSpan(0, LongestQuote), "…");

    private StringBuilder Append(StringBuilder text, bool dotFirst)
    {
        foreach ((string? name, int index) in _segments.Reverse())
        {
            if (name is null)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
            else if (IsIdentifier(name))
            {
                text.Append(dotFirst || text.Length > 0 ? "." : "").Append(name);
            }
            else
            {
                text.Append("['").Append(name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)).Append("']");
            }
        }

        return text;
    }

    private static bool IsIdentifier(string name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            return false;
        }

        foreach (char character in name)
        {
            if (!char.IsLetterOrDigit(character) && character is not ('_' or '$'))
            {
                return false;
            }
        }

        return true;
    }
}
