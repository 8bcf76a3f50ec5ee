namespace Cells.Wire;

/// <summary><see cref="string"/>: written UTF-8, read UTF-8 or UTF-16.</summary>
public readonly struct StringCodec : IWireCodec<string>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in string value)
    {
        Presence.Check(value, "String");

        TextFormat.Write(ref writer, value, "String");
    }

    /// <inheritdoc/>
    public static string Read(ref WireReader reader) => TextFormat.Read(ref reader, "String");
}

/// <summary><see cref="System.Uri"/>: its original string; relative ones too.</summary>
public readonly struct UriCodec : IWireCodec<Uri>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in Uri value)
    {
        Presence.Check(value, "Uri");

        TextFormat.Write(ref writer, value.OriginalString, "Uri");
    }

    /// <inheritdoc/>
    public static Uri Read(ref WireReader reader)
    {
        long start = reader.Offset;
        string text = TextFormat.Read(ref reader, "Uri");
        if (!Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri? uri))
        {
            WireReader.Fail("the text is no URI", "Uri", start);
        }

        return uri;
    }
}

/// <summary><see cref="System.Version"/>: an object of four numbers, -1 for absent parts.</summary>
public readonly struct VersionCodec : IWireCodec<Version>
{
    private const int Parts = 4;

    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Object;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in Version value)
    {
        Presence.Check(value, "Version");

        writer.WriteByte(Parts);
        writer.WriteInt32(value.Major);
        writer.WriteInt32(value.Minor);
        writer.WriteInt32(value.Build);
        writer.WriteInt32(value.Revision);
    }

    /// <inheritdoc/>
    public static Version Read(ref WireReader reader)
    {
        long start = reader.Offset;
        reader.ReadObjectHeader(Parts, "Version");
        int major = reader.ReadValue<int>("Version");
        int minor = reader.ReadValue<int>("Version");
        int build = reader.ReadValue<int>("Version");
        int revision = reader.ReadValue<int>("Version");
        reader.EndObject();
        if (major < 0 || minor < 0 || build < -1 || revision < -1 || (build < 0 && revision >= 0))
        {
            WireReader.Fail($"{major}, {minor}, {build}, {revision} are no version", "Version", start);
        }

        return build < 0 ? new Version(major, minor)
            : revision < 0 ? new Version(major, minor, build)
            : new Version(major, minor, build, revision);
    }
}
