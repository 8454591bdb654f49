using System.Collections.Immutable;
using System.Globalization;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;

namespace ContactNetwork.Node.Contacts;

/// <summary>
/// Publishes this country's sheet: 1. checks content and signatures of directory keys; 2. makes sure that no version was
/// lost with a restored store; 3. signs with the node's key; 4. judges it as every receiver will; 5. stores it and owes it
/// to all, in one commit.
/// </summary>
internal sealed class PublishSheetHandler(
    Shell shell,
    SheetBook book,
    SheetIntake intake,
    SheetSendings sendings,
    OwnSheet own,
    INodeCredentials credentials,
    NodeIdentity node,
    IStoreClock clock)
{
    /// <summary>Signatures of directory keys at most: the node's own is added.</summary>
    public const int DirectorySignaturesMax = EnvelopeLimits.SignaturesMax - 1;

    /// <summary>How far a sheet's time may lie ahead of this node's clock.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromMinutes(5);

    /// <summary>Handles the call.</summary>
    public async Task<PublishSheetResponse> HandleAsync(
        PublishSheetRequest request, RequestKey key, Caller caller, CancellationToken cancellation)
    {
        var envelope = new Envelope { PayloadType = PayloadType.Sheet.MediaType, Payload = request.Payload, Signatures = { request.Signatures } };
        var sheet = Read(envelope);
        if (request.ValidateOnly)
            return Validate(sheet);
        var published = await shell.RunOnceAsync(
            key, (session, inner) => PublishAsync(session, sheet, caller, inner), cancellation);
        await book.RefreshAsync(cancellation);
        own.Keep();
        return published;
    }

    /// <summary>Publishes a sheet that was read, in a session.</summary>
    public async Task<PublishSheetResponse> PublishAsync(WriteSession session, ReadSheet sheet, Caller caller, CancellationToken cancellation)
    {
        var trust = intake.Confirmed();
        CheckSignatures(sheet.Envelope, trust, session.Now);
        CheckTime(sheet, session.Now);
        await own.EnsureWholeAsync(session.Connection, cancellation);
        var signed = sheet.Envelope.Clone();
        EnvelopeSigner.AddSignature(signed, PayloadType.Sheet, credentials.Current.SigningKey);
        var verdict = await intake.TakeAsync(session, node.Country, [signed], node.Country, caller.PersonId, cancellation);
        if (verdict is not SheetVerdict.Accepted)
            throw new RefusalException(Refuse(verdict, sheet, trust, session.Now));
        var count = await sendings.OweToAllAsync(session, sheet.Version, caller.ActingAs(Role.DirectoryManager), cancellation);
        var stored = await SheetTable.AfterAsync(session.Connection, node.Country, (long)sheet.Version - 1, countMax: 1, cancellation);
        return new PublishSheetResponse { Version = SheetQueries.Draw(stored[0]), ReceiverCount = count };
    }

    private ReadSheet Read(Envelope envelope)
    {
        if (envelope.Signatures.Count > DirectorySignaturesMax)
            throw Malformed("signatures", $"must be at most {DirectorySignaturesMax}.");
        var (sheet, problem) = ReadSheet.Of(envelope);
        if (sheet is null)
            throw Malformed("payload", problem + ".");
        if (sheet.Country != node.Country)
        {
            throw new RefusalException(Refusal
                .Of(RefusalKind.NotAllowed, RefusalReasons.NotOwnSheet, $"The sheet is {sheet.Country}'s: only its owner may change it.")
                .With("country", sheet.Country));
        }

        // A number without the right shape stands in no table either: one violation tells it.
        ImmutableArray<FieldViolation> violations =
            [.. SheetCheck.Check(sheet.Content).Concat(ReachTables.Check(sheet.Content)).DistinctBy(violation => violation.Field)];
        return violations.IsEmpty ? sheet : throw new RefusalException(Refusal.Malformed(violations));
    }

    /// <summary>What publishing would be refused for, as far as memory tells.</summary>
    private PublishSheetResponse Validate(ReadSheet sheet)
    {
        var trust = intake.Confirmed();
        var now = clock.Now;
        CheckSignatures(sheet.Envelope, trust, now);
        CheckTime(sheet, now);
        var signed = sheet.Envelope.Clone();
        EnvelopeSigner.AddSignature(signed, PayloadType.Sheet, credentials.Current.SigningKey);
        var held = book.View.Countries.GetValueOrDefault(node.Country)?.History;
        var verdict = SheetJudge.Judge(trust, held, [signed], now);
        return verdict is SheetVerdict.Accepted
            ? new PublishSheetResponse()
            : throw new RefusalException(Refuse(verdict, sheet, trust, now));
    }

    private void CheckSignatures(Envelope envelope, TrustSnapshot trust, DateTimeOffset now)
    {
        if (envelope.Signatures.Count == 0)
            return;
        var keys = trust.FindMember(node.Country)?.DirectoryKeysForArrivals(now) ?? [];
        var content = PreAuthenticationEncoding.Encode(envelope.PayloadType, envelope.Payload.Span);
        ImmutableArray<FieldViolation> violations =
        [
            .. envelope.Signatures
                .Select((signature, index) => (signature, index))
                .Where(each => !keys.Any(key => key.KeyId == each.signature.KeyId && key.Verifies(content, each.signature.Signature_.Span)))
                .Select(each => new FieldViolation($"signatures[{each.index}]", "is not by a directory key of this country that may sign now.")),
        ];
        if (!violations.IsEmpty)
            throw new RefusalException(Refusal.Malformed(violations));
    }

    private static void CheckTime(ReadSheet sheet, DateTimeOffset now)
    {
        if (sheet.CreateTime > now + AheadMax)
            throw Malformed("payload.create_time", "lies ahead of this node's clock: check the clock of the machine that it was signed on.");
        if (sheet.CreateTime < now - SheetLimits.ConfirmationLasts)
            throw Malformed("payload.create_time", "is older than a confirmation lasts: draft it anew.");
    }

    private static Refusal Refuse(SheetVerdict verdict, ReadSheet sheet, TrustSnapshot trust, DateTimeOffset now)
    {
        switch (verdict)
        {
            case SheetVerdict.Refused { Fault: SheetFault.DirectorySignatures }:
                var count = SheetJudge.CountDirectorySigners(trust.FindMember(sheet.Country)!, sheet.Envelope, now);
                return Refusal
                    .Of(
                        RefusalKind.WrongStage,
                        RefusalReasons.DirectorySignaturesMissing,
                        $"Channels or keys change: {SheetLimits.DirectorySignaturesMin} different directory keys must sign (`cn directory sign`).")
                    .With("signed", count.ToString(CultureInfo.InvariantCulture));
            case SheetVerdict.Refused { Fault: SheetFault.Fork } or SheetVerdict.Gap or SheetVerdict.Known:
                return Refusal
                    .Of(RefusalKind.Stale, RefusalReasons.StaleVersion, "The sheet does not follow the one in force. Draft it anew from that.")
                    .With("version", sheet.Version.ToString(CultureInfo.InvariantCulture));
            case SheetVerdict.Refused refused:
                return Refusal.Malformed([new FieldViolation("payload", refused.Detail)]);
            case SheetVerdict.Outdated:
                return Refusal.Malformed([new FieldViolation("payload", "can't be signed: this node's signing key was put out of use. See `cn node status`.")]);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static RefusalException Malformed(string field, string description) =>
        new(Refusal.Malformed([new FieldViolation(field, description)]));
}
