using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Trust;

namespace ContactNetwork.Node.Contacts.VoiceTestDuties;

/// <summary>Tells why a country can't be called for a voice test now; what <c>cn directory voice-test start</c> would refuse.</summary>
internal sealed class VoiceTestHindrances(TrustStore trust, IPeerBook peers, SheetBook book)
{
    /// <summary>Why not; null where it can be called.</summary>
    public VoiceTestHindrance? Of(string country, DateTimeOffset now)
    {
        if (trust.Last.FindMember(country) is not { State: not MemberState.Withdrawn } member)
            return VoiceTestHindrance.NotAMember;
        if (member.IsSuspendedHere || member.State == MemberState.Suspended)
            return VoiceTestHindrance.Suspended;
        if (peers.Lacks(country, Features.VoiceTests))
            return VoiceTestHindrance.NotTaken;
        return book.View.Index.Find(country) is { } record
            && VoiceNumbers.PointOf(record, now) is { } point
            && VoiceNumbers.Of(record, point, now).Any(each => PeerWords.Phone(each.Number).Length > 0)
                ? null
                : VoiceTestHindrance.NoNumber;
    }
}
