using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cells.Schema;

/// <summary>SHA-256 of text, as lower-case hex digits.</summary>
internal static class ContentHash
{
    /// <summary>The first <paramref name="digits"/> (even, at most 64) digits of the hash of the UTF-8 bytes of <paramref name="text"/>.</summary>
    public static string Of(string text, int digits)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
#if NET
        byte[] hash = SHA256.HashData(bytes);
#else
        using SHA256 algorithm = SHA256.Create();
        byte[] hash = algorithm.ComputeHash(bytes);
#endif
        StringBuilder hex = new(digits);
        for (int i = 0; i < digits / 2; i++)
        {
            hex.Append(hash[i].ToString("x2", CultureInfo.InvariantCulture));
        }

        return hex.ToString();
    }
}
