using System.Globalization;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Cli.Notices;

/// <summary>Reads a notice from a file, without a node.</summary>
internal static class NoticeFile
{
    /// <summary>Shows what it says. Whether its signature counts only a node can tell.</summary>
    public static int Show(Session session, string file)
    {
        (Envelope envelope, CompromisedNotice notice) = Read(file);
        if (session.IsJson)
        {
            session.Screen.Json(notice);
            return ExitCodes.Done;
        }

        session.Screen.Line($"A notice for network [bold]{Safe.Text(notice.NetworkId)}[/], {Safe.Text(notice.Realm.ToString().ToLowerInvariant())} realm; not published by showing it");
        session.Screen.Field("Signed", notice.CreateTime?.ToDateTimeOffset().ToString("u", CultureInfo.InvariantCulture));
        foreach (string key in notice.KeyIds) session.Screen.Field("Key", key, Styles.Wrong);
        foreach (Signature signature in envelope.Signatures) session.Screen.Field("Signed by", signature.KeyId);
        session.Screen.Field("Notice", Digest.Of(envelope.Payload).Hex);
        return ExitCodes.Done;
    }

    private static (Envelope, CompromisedNotice) Read(string file)
    {
        try
        {
            Envelope envelope = Envelope.Parser.ParseFrom(File.ReadAllBytes(file));
            if (envelope.PayloadType == PayloadType.Notice.MediaType) return (envelope, CompromisedNotice.Parser.ParseFrom(envelope.Payload));
        }
        catch (InvalidProtocolBufferException)
        {
            // Said below.
        }

        throw new CliException(ExitCodes.Malformed, "NOT_A_NOTICE", $"{file} holds no notice.", "Make one with: cn notice make");
    }
}
