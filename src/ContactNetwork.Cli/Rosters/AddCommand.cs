using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Cli.Rosters;

/// <summary><c>cn roster add</c>: puts an applicant into the draft, once its fingerprint was compared over the phone.</summary>
internal static class AddCommand
{
    private static readonly Argument<string> Application = new("application") { Description = "The application that cn node join made." };
    private static readonly Option<string?> Words = new("--fingerprint") { Description = "The thirteen words that the applicant read out on the phone. Default: asks." };

    public static Command Create(Surroundings surroundings) =>
        new Command("add", "Add the country of an application to the draft.") { Application, Words, Drafting.Folder }
            .Runs(surroundings, (session, _) => Task.FromResult(Run(session)));

    private static int Run(Session session)
    {
        NetworkFolder folder = Drafting.Open(session);
        NetworkRoster draft = Drafting.Next(session, folder);
        CheckedApplication application = Read(session.Parse.GetRequiredValue(Application));
        if (application.Document.NetworkId != draft.NetworkId || application.Document.Realm != draft.Realm)
            throw new CliException(ExitCodes.Conflict, "OTHER_NETWORK", $"The application is to network {application.Document.NetworkId}, {application.Document.Realm} realm.");
        Compare(session, application);
        Replace(draft, application.Entry());
        folder.Add(application.KeySet, application.Document.KeySet);
        return Drafting.Keep(session, folder, draft);
    }

    private static void Replace(NetworkRoster draft, Member entry)
    {
        if (draft.Members.FirstOrDefault(member => member.Country == entry.Country) is { } held)
        {
            if (held.State != MemberState.Withdrawn)
                throw new CliException(ExitCodes.Conflict, "MEMBER_EXISTS", $"{entry.Country} is in the roster already.", "To replace its country key: cn roster change.");
            draft.Members.Remove(held);
        }

        draft.Members.Add(entry);
    }

    private static void Compare(Session session, CheckedApplication application)
    {
        MembershipApplication document = application.Document;
        session.Notices.Line($"[bold]{Safe.Text(document.Country)}[/] {Safe.Text(document.DisplayName)} applies to {Safe.Text(document.NetworkId)}.");
        session.Notices.Field("Call it", "by a number that you have from elsewhere, and have the fingerprint read to you");
        string words = session.Parse.GetValue(Words) ?? Ask(session)
            ?? throw CliException.Usage("The fingerprint is needed.", "Name the words that were read to you: --fingerprint \"…\".");
        string? fault = Fingerprint.Compare(words, application.Digest) switch
        {
            FingerprintCheck.Same => null,
            FingerprintCheck.WrongCount => $"There must be {Fingerprint.WordCount + 1} words.",
            FingerprintCheck.UnknownWord => "A word is not of the list: listen again.",
            FingerprintCheck.CheckWordWrong => "The check word does not fit: a word was misheard.",
            _ => "These are the words of another application. Don't add this one.",
        };
        if (fault is not null) throw new CliException(ExitCodes.Conflict, "FINGERPRINT_DIFFERS", fault, "Nothing was added.");
    }

    private static string? Ask(Session session)
    {
        session.Notices.Line("Type the words as you hear them:");
        return session.Surroundings.Input.ReadLine();
    }

    private static CheckedApplication Read(string path)
    {
        try
        {
            return MembershipApplications.Check(Envelope.Parser.ParseFrom(File.ReadAllBytes(path)));
        }
        catch (InvalidProtocolBufferException)
        {
            throw new InvalidDataException($"{path} holds no application.");
        }
    }
}
