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
