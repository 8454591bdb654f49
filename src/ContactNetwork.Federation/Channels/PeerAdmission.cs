using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Channels;

/// <summary>Whether a peer may make this call. Judged on every call, so that the answer can hold the reason.</summary>
public abstract record PeerAdmission
{
    private PeerAdmission()
    {
    }

    /// <summary>It may.</summary>
    /// <param name="Member">The member by the newest roster.</param>
    /// <param name="Trust">The view that this was judged by; use the same for the whole call.</param>
    public sealed record Admitted(TrustedMember Member, TrustSnapshot Trust) : PeerAdmission;

    /// <summary>It has left the network: MEMBER_WITHDRAWN.</summary>
    public sealed record Withdrawn : PeerAdmission;

    /// <summary>It is suspended by the roster: MEMBER_SUSPENDED.</summary>
    public sealed record Suspended : PeerAdmission;

    /// <summary>It is suspended by people of this country: PEER_SUSPENDED.</summary>
    public sealed record SuspendedHere : PeerAdmission;

    /// <summary>Our trust could not be confirmed lately; try again.</summary>
    public sealed record Unconfirmed : PeerAdmission;

    /// <summary>Judges by country, as the connection's certificate proved it.</summary>
    public static PeerAdmission Judge(TrustSnapshot? trust, string country)
    {
        if (trust is null)
            return new Unconfirmed();
        return trust.FindMember(country) switch
        {
            { State: MemberState.Active, IsSuspendedHere: true } => new SuspendedHere(),
            { State: MemberState.Active } member => new Admitted(member, trust),
            { State: MemberState.Suspended } => new Suspended(),
            _ => new Withdrawn(),
        };
    }
}
