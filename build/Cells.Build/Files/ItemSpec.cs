using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Cells.Build;

/// <summary>Builds MSBuild items from plain text: an item's specification and metadata are read escaped, so <c>;</c>, <c>@</c> or <c>%</c> in a path would split or expand.</summary>
internal static class ItemSpec
{
    private static readonly SearchValues<char> Special = SearchValues.Create("%*?@$();'");

    public static ITaskItem Create(string path, params ReadOnlySpan<(string Name, string Value)> metadata)
    {
        TaskItem item = new(Escape(path));
        foreach ((string name, string value) in metadata)
        {
            item.SetMetadata(name, Escape(value));
        }

        return item;
    }

    /// <summary>The text as MSBuild writes it in a project: special characters as <c>%XX</c>.</summary>
    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny(Special) < 0)
        {
            return text;
        }

        StringBuilder escaped = new(text.Length + 8);
        foreach (char c in text)
        {
            if (Special.Contains(c))
            {
                escaped.Append('%').Append(((int)c).ToString("x2", CultureInfo.InvariantCulture));
            }
            else
            {
                escaped.Append(c);
            }
        }

        return escaped.ToString();
    }
}
