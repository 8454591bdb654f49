using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("ContactNetwork.Federation.Tests")]
[assembly: InternalsVisibleTo("ContactNetwork.Node.Tests")]
