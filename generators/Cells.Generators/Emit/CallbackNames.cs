using Cells.Schema;

namespace Cells.Generators;

/// <summary>Names of what is generated for callback interfaces.</summary>
internal static class CallbackNames
{
    /// <summary>The interface's simple name without the leading I: <c>Progress</c> of <c>Shop.IProgress</c>.</summary>
    public static string Stem(string callback)
    {
        string name = TypeName.Simple(callback);
        return name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1]) ? name.Substring(1) : name;
    }
}
