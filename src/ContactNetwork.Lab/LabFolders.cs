namespace ContactNetwork.Lab;

/// <summary>Where things of one country are, under the lab's folder.</summary>
internal sealed record LabFolders(string Lab, string Country)
{
    public const string ProfilesFolder = "profiles";

    public string Home => Path.Combine(Lab, Country.ToLowerInvariant());

    public string Trust => Path.Combine(Home, "trust");

    public string Data => Path.Combine(Home, "data");

    public string Servers => Path.Combine(Home, "servers");

    public string PeopleCa => Path.Combine(Servers, Identities.ServerCertificates.CaFile);

    public string IdentityData => Path.Combine(Home, "identity");

    public string IdentitySettings => Path.Combine(Home, "identity.json");

    public string IdentityLog => Path.Combine(Home, "identity.log");

    public string NodeSettings => Path.Combine(Home, "node.json");

    public string NodeLog => Path.Combine(Home, "node.log");

    public string Bootstrap => Path.Combine(Home, "people.json");

    /// <summary>The name of a person's profile, e.g. "xa-officer".</summary>
    public string ProfileName(string person) => $"{Country.ToLowerInvariant()}-{person}";

    public string Profile(string person) => Path.Combine(Lab, ProfilesFolder, $"{ProfileName(person)}.json");

    public string DirectoryCopy(string person) => Path.Combine(Lab, ProfilesFolder, $"{ProfileName(person)}.directory");

    public string Login(string person) => Path.Combine(Lab, ProfilesFolder, $"{ProfileName(person)}.login");
}
