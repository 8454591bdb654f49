using System.Collections.Immutable;

namespace ContactNetwork.Federation.Identities;

/// <summary>
/// The 256 words that fingerprints are read out in, one for each value of a byte. Any two differ in at least three
/// letters, and their first four letters are never the same: what is heard wrongly is no word of the list.
/// </summary>
public static class SpokenWords
{
    private const string Text =
        """
        acorn adobe album alpine amber anchor angle apron arcade arctic aspen atlas autumn badge bamboo banjo
        barley basin basket beacon beaver bench berry bishop blossom bonnet border bottle bramble bronze buffalo burrow
        butter cactus camel canyon cargo carpet castle cedar cello chalk chimney chisel cinema circus clover cobalt
        coffee compass copper cotton cradle crater cricket crimson crystal cuckoo curtain cypress dagger daisy decimal delta
        denim desert diamond dinner dolphin domino donkey dragon drummer dynamo echo eclipse elbow elder emerald engine
        envoy equator estate evening fabric falcon farmer feather fennel fiddle fields flint fossil fountain freight frost
        galaxy garden garlic gazelle geyser glacier gondola gospel granite gravel guitar gypsum harbor harvest helmet hickory
        hollow horizon hotel hydrant iceberg igloo indigo iris island ivory jaguar jasmine jigsaw juniper kayak kingdom
        kitten koala ladder lagoon lantern lattice laurel lavender lemon leopard library lily linen lizard lobster locket
        lotus lyric magnet mammoth maple meadow mercury mirror monsoon mosaic motor mulberry museum mustard napkin nectar
        needle nephew nickel nugget nutmeg oboe ocean octopus olive onion opera orange orbit orchid osprey oxygen
        palace panther papaya parrot pastry peanut pebble pelican pencil piano picnic pigeon pilot pirate plaza polar
        poppy prairie pudding pumpkin puzzle pyramid quarry quiver rabbit radio ribbon robin rubber ruby saffron sandal
        sapphire saturn scarf scooter senate silver sketch sofa spinach sponge spruce squirrel stadium summit sunset swallow
        syrup tablet teapot temple thistle thunder tiger toast tomato topaz torch tractor trumpet tulip tundra turtle
        umbrella unicorn vanilla violin volcano voyage waffle walnut window wombat woollen yacht yogurt zebra zenith zigzag
        """;

    /// <summary>The words, by byte. Never change their order: fingerprints on paper would read otherwise.</summary>
    public static ImmutableArray<string> All { get; } =
        [.. Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The byte that a word stands for; null when it is not of the list. The first four letters are enough.</summary>
    public static byte? Find(string word)
    {
        string wanted = word.Trim().ToLowerInvariant();
        if (wanted.Length < LettersMin)
            return null;
        int found = All.IndexOf(wanted);
        if (found < 0 && wanted.Length == LettersMin)
            found = All.Select((each, index) => (each, index))
                .Where(each => each.each.StartsWith(wanted, StringComparison.Ordinal))
                .Select(each => each.index)
                .DefaultIfEmpty(-1)
                .First();
        return found < 0 ? null : (byte)found;
    }

    private const int LettersMin = 4;
}
