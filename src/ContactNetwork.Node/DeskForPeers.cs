using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.OnCall.Pages;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node;

/// <summary>Lets the room that talks with other nations call the duty desk; neither of the two rooms knows the other.</summary>
internal sealed class DeskForPeers(IOnCallDesk desk) : IPeersDesk, ISubjectRoom
{
    /// <summary>Stored in alerts: never renamed.</summary>
    public string SubjectKind => "peer";

    public string Collection => "peers";

    public Task RaiseAsync(WriteSession session, PeersNotice notice, CancellationToken cancellation) => desk.CarryOutAsync(
        session,
        new OnCallOrder.RaiseAlertAbout(
            new AlertSubject(SubjectKind, notice.Subject, notice.Reference, notice.Peer),
            notice.Cause,
            notice.Urgency,
            notice.IsTest ? Purpose.Test : Purpose.Real),
        session.Stamp(Actor.Peer(notice.Peer)),
        cancellation);

    public Task<bool> PageAsync(Guid key, IReadOnlyList<WaitingNotice> waiting, CancellationToken cancellation) => desk.PagePlainlyAsync(
        new PlainPage(
            key,
            [
                .. waiting.Select(one => new PlainMatter(
                    one.Notice.Urgency, one.Notice.Cause, one.Notice.Reference, one.Notice.Peer, one.Notice.IsTest, one.Since)),
            ]),
        cancellation);

    /// <summary>A page about a peer changes nothing about the peer.</summary>
    public Task TellAsync(WriteSession session, SubjectNotice notice, Stamp stamp, CancellationToken cancellation) => Task.CompletedTask;
}
