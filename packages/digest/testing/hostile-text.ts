import fc from "fast-check";

/** What a page, a terminal or a mail could take for more than text. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        "</title>",
        "</style>",
        "<script>alert(1)</script>",
        '" onload="alert(1)',
        "' autofocus '",
        "<!--",
        "-->",
        "<img src=x>",
        "&lt;",
        "&",
        "]]>",
        "\r\n.\r\n",
        "\u001b[31m",
        "\u202e",
        "\u061c",
        "\u2028",
        "\ud800",
        "\u0000",
        " ",
        "$&",
        "=HYPERLINK(1)",
        "@here",
        "+1",
        "-1",
        "\t",
        "<!channel>",
        "*b*",
        "`",
        "javascript:alert(1)",
        'https://example.com/" onclick="x',
        "{{title}}",
        "東京",
        "x".repeat(300),
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join("")),
);
