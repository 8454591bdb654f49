namespace ContactNetwork.Architecture.Tests;

public sealed class BaselineTests
{
    [Fact]
    public void What_was_added_and_what_is_gone_are_both_reported() => Assert.Equal(
        ["+ new", "- old"], Baseline.Compare(["kept", "old"], ["kept", "new"]));
}
