using System.Text.Json;
using ContactNetwork.Cli.Rosters.Tokens;
using Net.Pkcs11Interop.Common;

namespace ContactNetwork.Cli.Tests;

/// <summary>Authority keys on PKCS#11 tokens.</summary>
public sealed class TokenTests : IDisposable
{
    private readonly Ceremony _network = new();

    [Fact]
    public async Task A_key_made_on_a_token_signs_a_roster_beside_one_in_a_file()
    {
        using SoftToken token = await SoftToken.MakeAsync("ann", "spare");
        string publicFile = await NewKeyAsync(token);
        await BeginAsync(publicFile);

        JsonElement first = (await SignAsync(token, "sign")).Done().Json;
        JsonElement second = await _network.SignAsync("countersign", "bo");

        Assert.False(first.TryGetProperty("current", out _));
        Assert.Equal(1, second.GetProperty("current").GetProperty("version").GetInt32());
        string anchor = second.GetProperty("anchor").GetString()!;
        Assert.Equal(1, (await _network.DoneAsync("verify", "--anchor", anchor)).GetProperty("version").GetInt32());
        Assert.False(File.Exists(publicFile[..^".pub".Length]));
    }

    [Fact]
    public async Task A_key_of_the_token_that_is_no_authority_key_is_refused()
    {
        using SoftToken token = await SoftToken.MakeAsync("ann");
        await NewKeyAsync(token);
        await _network.BeginAsync();

        CnRun refused = await SignAsync(token, "sign");

        Assert.Equal((7, "KEY_REFUSED"), (refused.ExitCode, refused.ErrorText().GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task What_is_wrong_with_a_token_is_told_so_that_its_holder_can_mend_it()
    {
        using SoftToken token = await SoftToken.MakeAsync("ann", "spare");
        await BeginAsync(await NewKeyAsync(token));
        string wrongPin = Path.Combine(token.Folder, "wrong-pin");
        await File.WriteAllTextAsync(wrongPin, "000000", TestContext.Current.CancellationToken);

        await RefusedAsync(token, 2, "MODULE_MISSING", "There is no PKCS#11 module", module: "/no/such/module.so");
        await RefusedAsync(token, 2, "MODULE_MISSING", "can't be used as a PKCS#11 module", module: token.PinFile);
        await RefusedAsync(token, 5, "PIN_WRONG", "does not accept this PIN", pinFile: wrongPin);
        await RefusedAsync(token, 4, "KEY_NOT_FOUND", "holds no key other", key: "other");
        await RefusedAsync(token, 4, "TOKEN_MISSING", "No such token is there, but:", label: "bo");
        await RefusedAsync(token, 2, "USAGE", "Several tokens fit:", label: null);
        CnRun again = await token.CnAsync([.. NewKey(token, Path.Combine(token.Folder, "again"))]);
        Assert.Equal((7, "KEY_EXISTS"), (again.ExitCode, again.ErrorJson.GetProperty("reason").GetString()));

        Directory.Move(token.TokensFolder, token.TokensFolder + ".pulled");
        Directory.CreateDirectory(token.TokensFolder);
        await RefusedAsync(token, 4, "TOKEN_MISSING", "is there");
    }

    [Fact]
    public async Task A_token_and_a_file_together_and_a_PIN_without_a_token_are_not_understood()
    {
        using SoftToken token = await SoftToken.MakeAsync();
        await _network.BeginAsync();

        CnRun both = await _network.RunAsync("sign", "--key", _network.Key("ann"), "--pkcs11", token.Module, "--key-label", "roster");
        CnRun none = await _network.RunAsync("sign");
        CnRun stray = await _network.RunAsync("sign", "--key", _network.Key("ann"), "--pin-file", token.PinFile);
        CnRun unnamed = await _network.RunAsync("sign", "--pkcs11", token.Module);

        Assert.All([both, none, stray, unnamed], run => Assert.Equal(2, run.ExitCode));
        Assert.Contains("--pin-file needs --pkcs11", stray.ErrorJson.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("--key-label", unnamed.ErrorJson.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CKR.CKR_DEVICE_REMOVED, "TOKEN_REMOVED")]
    [InlineData(CKR.CKR_SESSION_HANDLE_INVALID, "TOKEN_REMOVED")]
    [InlineData(CKR.CKR_TOKEN_NOT_PRESENT, "TOKEN_REMOVED")]
    [InlineData(CKR.CKR_PIN_LOCKED, "PIN_LOCKED")]
    [InlineData(CKR.CKR_GENERAL_ERROR, "TOKEN_FAILED")]
    public void A_code_of_PKCS11_is_told_as_what_happened(CKR code, string reason)
    {
        CliException told = TokenFaults.Of(code);

        Assert.Equal(reason, told.Reason);
        Assert.NotNull(told.Hint);
    }

    public void Dispose() => _network.Dispose();

    private static async Task<string> NewKeyAsync(SoftToken token)
    {
        string file = Path.Combine(token.Folder, "ann");
        JsonElement made = (await token.CnAsync([.. NewKey(token, file)])).Done().Json;
        Assert.Equal(file + ".pub", made.GetProperty("publicFile").GetString());
        Assert.Contains("PUBLIC KEY", await File.ReadAllTextAsync(file + ".pub", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        return file + ".pub";
    }

    private static string[] NewKey(SoftToken token, string file) =>
        ["roster", "new-key", "--pkcs11", token.Module, "--token", "ann", "--key-label", "roster", "--pin-file", token.PinFile, "--out", file, "--json"];

    /// <summary>Drafts a first roster with the token's key as ann's, and files for the others.</summary>
    private async Task BeginAsync(string publicFile)
    {
        await _network.NewKeyAsync("bo");
        await _network.NewKeyAsync("cy");
        await _network.DoneAsync(
            "create", "--network", "lab", "--threshold", "2",
            "--authority", $"ann={publicFile}", "--authority", $"bo={_network.Key("bo")}.pub", "--authority", $"cy={_network.Key("cy")}.pub");
    }

    private async Task<CnRun> SignAsync(
        SoftToken token, string command, string? module = null, string? label = "ann", string key = "roster", string? pinFile = null)
    {
        string[] named = label is null ? [] : ["--token", label];
        return await token.CnAsync([
            "roster", command, "--pkcs11", module ?? token.Module, .. named, "--key-label", key, "--pin-file", pinFile ?? token.PinFile,
            "--yes", "--confirm-digest", await _network.DigestAsync(), "--folder", _network.Folder, "--json"]);
    }

    private async Task RefusedAsync(
        SoftToken token, int exitCode, string reason, string words, string? module = null, string? label = "ann", string key = "roster", string? pinFile = null)
    {
        CnRun refused = await SignAsync(token, "sign", module, label, key, pinFile);
        JsonElement error = refused.ErrorText();
        Assert.Equal((exitCode, reason), (refused.ExitCode, error.GetProperty("reason").GetString()));
        Assert.Contains(words, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(error.GetProperty("hint").GetString()));
        Assert.DoesNotContain(SoftToken.Pin, refused.Output + refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await _network.DoneAsync("inspect")).GetProperty("draft").GetProperty("quorums")[0].GetProperty("signers").GetArrayLength());
    }
}
