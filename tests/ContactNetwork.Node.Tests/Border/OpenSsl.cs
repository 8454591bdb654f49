using System.Diagnostics;
using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Xunit;

namespace ContactNetwork.Node.Tests.Border;

/// <summary>
/// Makes keys, certificates and signatures with the openssl program, so that what the node judges was not made by the code
/// that judges it. Keys and certificates are files of a folder of its own, by name.
/// </summary>
internal sealed class OpenSsl : IDisposable
{
    private const string Config =
        """
        [ca]
        default_ca = own
        [own]
        database = index.txt
        new_certs_dir = issued
        rand_serial = yes
        default_md = sha256
        unique_subject = no
        policy = any
        email_in_dn = no
        [any]
        commonName = supplied
        organizationName = optional
        [req]
        distinguished_name = nothing
        [nothing]
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("openssl-").FullName;

    public OpenSsl()
    {
        Directory.CreateDirectory(PathOf("issued"));
        File.WriteAllText(PathOf("index.txt"), "");
        File.WriteAllText(PathOf("own.cnf"), Config);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes a key over a curve.</summary>
    public Task MakeKeyAsync(string name, string curve = "P-256") =>
        RunAsync("genpkey", "-algorithm", "EC", "-pkeyopt", $"ec_paramgen_curve:{curve}", "-out", $"{name}.key");

    /// <summary>Makes an RSA key.</summary>
    public Task MakeRsaKeyAsync(string name, int bits) => RunAsync(
        "genpkey", "-algorithm", "RSA", "-pkeyopt", string.Create(CultureInfo.InvariantCulture, $"rsa_keygen_bits:{bits}"), "-out", $"{name}.key");

    /// <summary>Takes over a key that exists.</summary>
    public void TakeKey(string name, string pem) => File.WriteAllText(PathOf($"{name}.key"), pem);

    /// <summary>Makes a certificate for the key of this name, and the key where there is none.</summary>
    public async Task MakeCertificateAsync(string name, CertificateWish wish)
    {
        if (!File.Exists(PathOf($"{name}.key")))
            await MakeKeyAsync(name);
        await RunAsync("req", "-new", "-config", "own.cnf", "-key", $"{name}.key", "-subj", $"/O=lab/CN={name}", "-out", $"{name}.csr");
        await File.WriteAllTextAsync(PathOf($"{name}.ext"), "[wish]\n" + string.Join('\n', wish.Extensions) + "\n", Cancellation);
        string[] by = wish.Issuer is { } issuer ? ["-cert", $"{issuer}.crt", "-keyfile", $"{issuer}.key"] : ["-selfsign", "-keyfile", $"{name}.key"];
        await RunAsync(
        [
            "ca", "-batch", "-notext", "-config", "own.cnf", "-in", $"{name}.csr", "-out", $"{name}.crt", "-extfile", $"{name}.ext",
            "-extensions", "wish", "-startdate", Time(wish.Start), "-enddate", Time(wish.End), .. by,
        ]);
    }

    /// <summary>A certificate with its key.</summary>
    public X509Certificate2 Load(string name) => X509Certificate2.CreateFromPemFile(PathOf($"{name}.crt"), PathOf($"{name}.key"));

    /// <summary>The public half of a key as DER SubjectPublicKeyInfo.</summary>
    public async Task<ByteString> PublicKeyAsync(string name)
    {
        await RunAsync("pkey", "-in", $"{name}.key", "-pubout", "-outform", "DER", "-out", $"{name}.pub");
        return ByteString.CopyFrom(await File.ReadAllBytesAsync(PathOf($"{name}.pub"), Cancellation));
    }

    /// <summary>Signs exact bytes as a DSSE envelope of a kind, e.g. "roster", with keys over P-384 (or P-256 where their names say so).</summary>
    public async Task<Envelope> SignAsync(string kind, ByteString payload, params string[] keys)
    {
        var type = $"application/vnd.contactnetwork.{kind}.v1+protobuf";
        var envelope = new Envelope { PayloadType = type, Payload = payload };
        // DSSE's own words: "DSSEv1" SP LEN(type) SP type SP LEN(payload) SP payload.
        byte[] content = [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"DSSEv1 {type.Length} {type} {payload.Length} ")), .. payload.Span];
        await File.WriteAllBytesAsync(PathOf("content"), content, Cancellation);
        foreach (var key in keys)
        {
            var publicKey = await PublicKeyAsync(key);
            var isLong = publicKey.Length > ShortKeyBytes;
            await RunAsync("dgst", isLong ? "-sha384" : "-sha256", "-sign", $"{key}.key", "-out", "signature", "content");
            envelope.Signatures.Add(new Signature
            {
                KeyId = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(publicKey.Span)),
                Signature_ = ByteString.CopyFrom(Fixed(await File.ReadAllBytesAsync(PathOf("signature"), Cancellation), isLong ? 48 : 32)),
            });
        }

        return envelope;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Bytes of a SubjectPublicKeyInfo over P-256.</summary>
    private const int ShortKeyBytes = 91;

    // openssl writes r and s as DER; the protocol wants r ‖ s of fixed length.
    private static byte[] Fixed(byte[] der, int half)
    {
        var parts = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        return [.. Half(parts.ReadInteger()), .. Half(parts.ReadInteger())];

        byte[] Half(BigInteger number)
        {
            var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
            return [.. new byte[half - bytes.Length], .. bytes];
        }
    }

    private static string Time(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture);

    private string PathOf(string name) => Path.Combine(folder, name);

    private async Task RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("openssl did not start; eng/openssl.sh installs it.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, $"openssl {string.Join(' ', arguments)}: {await output} {await error}");
    }
}

/// <summary>What a certificate is to say.</summary>
/// <param name="Issuer">The name of the certificate that issues it; null for itself.</param>
/// <param name="Start">From when it is valid.</param>
/// <param name="End">Until when.</param>
/// <param name="Extensions">Its extensions, as openssl's configuration writes them.</param>
internal sealed record CertificateWish(string? Issuer, DateTimeOffset Start, DateTimeOffset End, params string[] Extensions);
