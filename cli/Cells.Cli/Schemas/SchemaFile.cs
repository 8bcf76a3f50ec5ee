using System.Buffers;
using System.Text;
using Cells.Cli.Output;
using Cells.Schema;

namespace Cells.Cli.Schemas;

/// <summary>Reads schema documents from disk, pipes included: <c>cells schema diff &lt;(curl …) .</c>.</summary>
internal static class SchemaFile
{
    /// <summary>No more is read of a file, in bytes: the limit of a document in the widest encoding.</summary>
    public const int MaxBytes = 3 * SchemaDocument.MaxLength;

    /// <summary>Reads the schema at <paramref name="path"/>. Whatever is wrong with the file is a result.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the wait for a pipe that nobody writes to.</param>
    public static async Task<SideSchema> ReadAsync(string path, CancellationToken cancellationToken)
    {
        string full = Path.GetFullPath(path);
        string origin = DisplayPath.Of(full);
        try
        {
            return SideSchema.Read(await ReadTextAsync(full, cancellationToken), origin, full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return SideSchema.Failed(origin, e is InvalidDataException ? e.Message : $"{origin} cannot be read: {e.Message}", full);
        }
    }

    /// <summary>The text of a file of at most <see cref="MaxBytes"/>.</summary>
    /// <exception cref="InvalidDataException">It is larger.</exception>
    /// <exception cref="IOException">It cannot be read, or is a socket.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Task<string> ReadTextAsync(string path, CancellationToken cancellationToken) =>

        // Opening a pipe without a writer blocks, and nothing ends that: the caller goes on without the thread.
        Task.Run(() => ReadText(path), CancellationToken.None).WaitAsync(cancellationToken);

    /// <summary>Reads at most <see cref="MaxBytes"/> of <paramref name="stream"/>.</summary>
    /// <exception cref="InvalidDataException">There is more.</exception>
    public static string ReadText(Stream stream, string name)
    {
        // One byte more than a file has, so that its end is seen without another buffer.
        byte[] buffer = ArrayPool<byte>.Shared.Rent(stream.CanSeek ? (int)Math.Min(stream.Length, MaxBytes) + 1 : 1 << 16);
        try
        {
            int length = 0;
            for (int read; (read = stream.Read(buffer.AsSpan(length))) > 0;)
            {
                length += read;
                if (length > MaxBytes)
                {
                    throw new InvalidDataException($"{name} is larger than {MaxBytes >> 20} MiB, too large for a schema.");
                }

                if (length == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(length * 2);
                    buffer.AsSpan().CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }

            ReadOnlySpan<byte> content = buffer.AsSpan(0, length);
            return Encoding.UTF8.GetString(content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string ReadText(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return ReadText(stream, DisplayPath.Of(path));
    }
}
