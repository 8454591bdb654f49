using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.OnCall.Pages;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.OnCall;

/// <summary>What other rooms ask of on-call, carried out in their session and committed with it.</summary>
internal interface IOnCallDesk
{
    /// <summary>This desk's number, told to other countries, E.164; empty when none is configured.</summary>
    string DeskPhone { get; }

    /// <summary>Reads what is needed to carry out orders about many subjects, at once for all of them; not needed before orders about one.</summary>
    Task PrepareAsync(WriteSession session, string subjectKind, IReadOnlyCollection<Guid> subjectIds, CancellationToken cancellation) =>
        Task.CompletedTask;

    /// <summary>Raises, takes or cancels alerts about a subject.</summary>
    Task CarryOutAsync(WriteSession session, OnCallOrder order, Stamp stamp, CancellationToken cancellation);

    /// <summary>
    /// Pages everybody on duty without an alert, for whoever can't have one raised. Outside any session; the caller writes
    /// the key down first, and comes again with it where nobody was paged.
    /// </summary>
    /// <returns>Whether anybody was paged.</returns>
    Task<bool> PagePlainlyAsync(PlainPage page, CancellationToken cancellation);
}

/// <summary>A room whose things alerts are about; registered in the container by the subject's kind.</summary>
internal interface ISubjectRoom
{
    /// <summary>The kind of subject, e.g. "preservation".</summary>
    string SubjectKind { get; }

    /// <summary>The plural that stands in resource names, e.g. "preservations".</summary>
    string Collection { get; }

    /// <summary>Learns what on-call did about a subject, in the same session.</summary>
    Task TellAsync(WriteSession session, SubjectNotice notice, Stamp stamp, CancellationToken cancellation);
}
