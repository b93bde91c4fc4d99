// SPDX-License-Identifier: BSD-2-Clause

namespace RootfulContainers.Tests.Units;

public class PodmanTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    [InlineData("a\rb", "\"a\rb\"")]
    public void A_field_of_a_list_is_quoted_where_podman_would_read_more_than_one(string value, string expected)
    {
        Assert.Equal(expected, PodmanText.ListField(value));
    }

    [Theory]
    [InlineData("-qp80:80")]
    [InlineData("-itp80:80")]
    [InlineData("-qP")]
    [InlineData("-qh")]
    [InlineData("-qe")]
    public void A_flag_that_the_units_own_is_found_behind_others_of_one_letter(string word)
    {
        Assert.NotNull(PodmanArguments.Check(word));
    }

    [Theory]
    [InlineData("-q")]
    [InlineData("-lp")]
    [InlineData("-v/srv:/srv")]
    public void Letters_behind_one_that_takes_a_value_are_that_value(string word)
    {
        Assert.Null(PodmanArguments.Check(word));
    }

    [Theory]
    [InlineData("CMD|/check", "CMD /check")]
    [InlineData("CMD|curl|-f|x", """["curl","-f","x"]""")]
    [InlineData("curl|-f|a b", """["curl","-f","a b"]""")]
    [InlineData("/check", """["/check"]""")]
    [InlineData("CMD-SHELL|a && b", """["CMD-SHELL","a && b"]""")]
    public void A_health_check_is_a_program_or_for_a_shell(string words, string expected) =>
        Assert.Equal(expected, PodmanText.HealthCommand(words.Split('|')));
}
