// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Tests.Keys;

/// <summary>What "systemd-analyze calendar" says of each.</summary>
public class CalendarTextTests
{
    [Theory]
    [InlineData("daily")]
    [InlineData("DAILY")]
    [InlineData("daily UTC")]
    [InlineData("semi-annually")]
    [InlineData("Mon..Fri")]
    [InlineData("mon-fri 3:0")]
    [InlineData("monday,")]
    [InlineData("Mon,Tue 3:00")]
    [InlineData("Mon 03:00 UTC")]
    [InlineData("03:00 Europe/Berlin")]
    [InlineData("*:0/15")]
    [InlineData("*-*")]
    [InlineData("*-*-*")]
    [InlineData("*-*-* 4:00/5")]
    [InlineData("1..5/2-*-*")]
    [InlineData("99-1-1")]
    [InlineData("*-02~03")]
    [InlineData("Mon *-05~07/1")]
    [InlineData("Thu,Fri 2012-*-1,5 11:12:13")]
    [InlineData("05:40:23.4200004/3.1700005")]
    [InlineData("@1395716396")]
    public void An_event_that_systemd_takes_is_taken(string text) => Assert.Null(CalendarText.Check(text));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("5")]
    [InlineData("*")]
    [InlineData("every day")]
    [InlineData("*:*/15")]
    [InlineData("Mon, Tue")]
    [InlineData("03:00 PM")]
    [InlineData("24:00")]
    [InlineData("1,:00")]
    [InlineData("10..5:00")]
    [InlineData("11:12:-1")]
    [InlineData("*-*-01,*")]
    [InlineData("*-13-01")]
    [InlineData("2026-02")]
    [InlineData("Mo 3:00")]
    [InlineData("3:00 Mon")]
    [InlineData("3:00/0")]
    public void An_event_that_systemd_refuses_is_an_error(string text) => Assert.NotNull(CalendarText.Check(text));
}
