using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.OnCall.Alerts;
using ContactNetwork.Node.OnCall.Channels;
using ContactNetwork.Node.OnCall.Pages;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Store.Feeds;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.OnCall;

/// <summary>Alerts, paging, escalation.</summary>
internal static class OnCallModule
{
    /// <summary>Adds the room.</summary>
    public static IServiceCollection AddOnCall(this IServiceCollection services)
    {
        services.AddOptions<OnCallOptions>().BindConfiguration("OnCall").ValidateOnStart();
        services.AddSingleton<IValidateOptions<OnCallOptions>, OnCallOptionsValidator>();
        services.AddSingleton<SoundOptions>();
        services.AddSingleton<DutyList>();
        services.AddSingleton<IPageChannel, SmtpChannel>();
        services.AddSingleton(new PageChannelKind(SmtpChannel.SmtpKind));
        services.AddSingleton<PlainPages>();
        services.AddSingleton<IOnCallDesk, OnCallDesk>();

        services.AddStream(AlertStreams.Alerts, new AlertAggregation());
        services.AddSingleton<SubjectReaction>();
        services.AddSingleton<IReaction<Alert, AlertEvent>>(provider => provider.GetRequiredService<SubjectReaction>());
        services.AddView<Alert, AlertView>();
        services.AddSingleton<ITimedRoom, AlertTimes>();
        services.AddClerk<Pager>();
        services.AddSingleton<IRetention, PageAttemptsRetention>();

        services.AddSingleton<AlertRows>();
        services.AddSingleton<ListAlertsQuery>();
        services.AddSingleton<GetAlertQuery>();
        services.AddSingleton<GetDutyListQuery>();
        services.AddSingleton<AcknowledgeAlertHandler>();
        services.AddFeed<AlertFeed>(AlertFeed.Table);
        return services;
    }

    /// <summary>Maps the service of the desk.</summary>
    public static void MapOnCall(this IEndpointRouteBuilder app) => app.MapGrpcService<OnCallGrpcService>().OnPort(Port.People);
}
