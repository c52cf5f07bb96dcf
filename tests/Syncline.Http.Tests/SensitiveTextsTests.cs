using System.Text;
using CsCheck;
using Xunit;

namespace Syncline.Http.Tests;

/// <summary>What is sensitive is taken out of texts.</summary>
public sealed class SensitiveTextsTests
{
    [Theory]
    [InlineData("nothing to hide", "nothing to hide")]
    [InlineData("ada and adam", "*** and ***")]
    [InlineData("adamant", "***ant")]
    [InlineData("xadada", "x***")]
    [InlineData("say \"\"no\"\" or \\u0022no", "say *** or \\u0022no")]
    [InlineData("adabob", "******")]
    [InlineData("", "")]
    public void The_longest_is_hidden(string text, string masked)
    {
        var texts = new SensitiveTexts();
        foreach (var secret in new[] { "ada", "adam", "\"no\"", "bob", "" }) texts.Add(secret);
        Assert.Equal(masked, texts.Mask(text));
    }

    [Fact]
    public void What_goes_on_where_another_began_is_hidden_with_it()
    {
        var texts = new SensitiveTexts();
        foreach (var secret in new[] { "abc", "bcde" }) texts.Add(secret);
        Assert.Equal("x***y", texts.Mask("xabcdey"));
        texts.Add("y");
        Assert.Equal("x******", texts.Mask("xabcdey"));
    }

    [Theory]
    [InlineData("2024-05-06T07:08:09.12+02:00")]
    [InlineData("2024-05-06T07:08:09.12\\u002B02:00")]
    [InlineData("2024-05-06T07%3A08%3A09.12%2B02%3A00")]
    [InlineData("2024-05-06T07:08:09.1200000+02:00")]
    [InlineData("2024-05-06T05:08:09.12Z")]
    [InlineData("2024-05-06T05:08:09.120Z")]
    [InlineData("2024-05-06T05:08:09.12+00:00")]
    [InlineData("2024-05-06T05:08:09Z")]
    [InlineData("2024-05-06 05:08:09")]
    [InlineData("1714972089")]
    [InlineData("1714972089120")]
    [InlineData("1990-02-03T00:00:00")]
    [InlineData("1990-02-03T00:00:00Z")]
    [InlineData("1990-02-03")]
    [InlineData("634003200")]
    public void An_instant_is_hidden_however_it_is_written(string text)
    {
        var texts = new SensitiveTexts();
        var visit = new Visit("a", new DateTimeOffset(2024, 5, 6, 7, 8, 9, 120, TimeSpan.FromHours(2)), new DateTime(1990, 2, 3));
        texts.AddRow(in visit);
        Assert.Equal("at *** it was", texts.Mask($"at {text} it was"));
    }

    [Fact]
    public void The_beginning_of_time_hides_no_other_number()
    {
        var texts = new SensitiveTexts();
        var visit = new Visit("a", DateTimeOffset.UnixEpoch, DateTime.MinValue);
        texts.AddRow(in visit);
        Assert.Equal("10 of 0", texts.Mask("10 of 0"));
    }

    [Fact]
    public void No_character_of_a_secret_is_left_and_no_other_is_lost()
        => Gen.Select(Gen.String["abc"].Array[1, 5], Gen.String["abcd"]).Sample((secrets, text) =>
        {
            var texts = new SensitiveTexts();
            foreach (var secret in secrets) texts.Add(secret);
            var isHidden = new bool[text.Length];
            foreach (var secret in secrets.Where(static secret => secret.Length > 0))
            {
                for (var at = text.IndexOf(secret, StringComparison.Ordinal); at >= 0; at = text.IndexOf(secret, at + 1, StringComparison.Ordinal)) Array.Fill(isHidden, true, at, secret.Length);
            }

            var shown = new StringBuilder();
            for (var i = 0; i < text.Length; i++)
            {
                if (!isHidden[i]) shown.Append(text[i]);
            }

            return texts.Mask(text).Replace("*", "", StringComparison.Ordinal) == shown.ToString();
        });
}
