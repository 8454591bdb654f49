using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Cli.Keys;

/// <summary>
/// <c>cn keys taint</c> and <c>cn keys withdraw</c>: a tainted key signs nothing new; a withdrawn one is refused, and
/// connections with a withdrawn certificate or authority are closed everywhere.
/// </summary>
internal static class EndCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "The key's id, as cn keys show prints it; its beginning is enough." };
    private static readonly Argument<string?> EndedId = new("id") { Description = "The id of a key or authority; its beginning is enough.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> Certificate = new("--certificate") { Description = "Instead, a node certificate to withdraw before its end." };

    public static Command Taint(Surroundings surroundings) =>
        new Command("taint", "Let a signing or directory key sign nothing new; what was received before stays proven by it.") { Id, Tending.Trust, Tending.Country }.Runs(surroundings, (session, _) =>
        {
            KeySetFolder folder = Tending.Open(session);
            KeySet draft = folder.DraftOrNext(session.Surroundings.Time.GetUtcNow());
            ActivateCommand.Find([.. draft.SigningKeys, .. draft.DirectoryKeys], session.Parse.GetRequiredValue(Id)).State = KeyState.Tainted;
            ThrowUnlessSomeKeySigns(draft);
            return Task.FromResult(Tending.Keep(session, folder, draft));
        });

    public static Command Withdraw(Surroundings surroundings) =>
        new Command("withdraw", "Withdraw a key, an authority or a certificate: refused by all within a minute of its publication.") { EndedId, Certificate, Tending.Trust, Tending.Country }
            .Runs(surroundings, (session, _) => Task.FromResult(RunWithdraw(session)));

    private static int RunWithdraw(Session session)
    {
        KeySetFolder folder = Tending.Open(session);
        KeySet draft = folder.DraftOrNext(session.Surroundings.Time.GetUtcNow());
        switch (session.Parse.GetValue(EndedId), session.Parse.GetValue(Certificate))
        {
            case (null, { } file):
                using (X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(file))
                    draft.WithdrawnCertificateKeys.Add(PeerCertificate.KeyDigestOf(certificate).Bytes);
                break;
            case ({ } id, null):
                if (!WithdrawAuthority(draft, id)) ActivateCommand.Find([.. draft.SigningKeys, .. draft.DirectoryKeys], id).State = KeyState.Withdrawn;
                break;
            default:
                throw CliException.Usage("Name either an id or --certificate.");
        }

        ThrowUnlessSomeKeySigns(draft);
        return Tending.Keep(session, folder, draft);
    }

    private static bool WithdrawAuthority(KeySet draft, string id)
    {
        ByteString[] found = [.. draft.CertificateAuthorities.Where(each => Digest.Of(each).Hex.StartsWith(id, StringComparison.OrdinalIgnoreCase))];
        if (found.Length != 1) return false;
        if (draft.CertificateAuthorities.Count == 1)
            throw new CliException(ExitCodes.Conflict, "LAST_AUTHORITY", "This is the only authority: without it the node reaches nobody.", "Prepare and activate the next one first.");
        return draft.CertificateAuthorities.Remove(found[0]);
    }

    private static void ThrowUnlessSomeKeySigns(KeySet draft)
    {
        if (!draft.SigningKeys.Any(key => key.State is KeyState.Active or KeyState.Prepared))
            throw new CliException(ExitCodes.Conflict, "LAST_SIGNING_KEY", "No signing key would be left.", "Prepare and activate the next one first.");
    }
}
