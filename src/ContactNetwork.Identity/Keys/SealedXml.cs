using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace ContactNetwork.Identity.Keys;

/// <summary>Seals the keys of cookies and forms before they are stored.</summary>
internal sealed class XmlSealer(WrappingKeyHolder wrapping) : IXmlEncryptor
{
    public const string Label = "contact-network identity form key";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var sealedBytes = wrapping.Key.Seal(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)), Label);
        return new EncryptedXmlInfo(new XElement("sealed", Convert.ToBase64String(sealedBytes)), typeof(XmlOpener));
    }
}

/// <summary>Opens what <see cref="XmlSealer"/> sealed. Its full name is stored beside each key, so it must not be renamed.</summary>
internal sealed class XmlOpener(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(Encoding.UTF8.GetString(
            services.GetRequiredService<WrappingKeyHolder>().Key.Open(Convert.FromBase64String(encryptedElement.Value), XmlSealer.Label)));
}
