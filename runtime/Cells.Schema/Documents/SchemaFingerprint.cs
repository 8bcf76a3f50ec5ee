using System.Security.Cryptography;
using System.Text;

namespace Cells.Schema;

/// <summary>The identity of a contract's shape: equal fingerprints mean equal bytes on the wire.</summary>
public static class SchemaFingerprint
{
    /// <summary>The number of hex digits.</summary>
    public const int Length = 64;

    /// <summary>SHA-256, in lower-case hex, over everything that a transcode plan depends on.</summary>
    /// <remarks>
    /// In: the contract's and types' names, old names, orders, shapes, layouts, nullability, requiredness, defaults, enum values and openness, union cases, kinds, errors.
    /// Out: the cell's name and version, documentation, constraints, call options, deprecation, owners, an error's status, whether a type is sealed or read-only.
    /// </remarks>
    public static string Compute(CellSchema schema)
    {
        byte[] plan = Encoding.UTF8.GetBytes(SchemaWriter.Write(schema, SchemaContent.Plan));
#if NET
        return Convert.ToHexStringLower(SHA256.HashData(plan));
#else
        using SHA256 sha = SHA256.Create();
        StringBuilder hex = new(Length);
        foreach (byte unit in sha.ComputeHash(plan))
        {
            hex.Append(unit.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return hex.ToString();
#endif
    }
}
