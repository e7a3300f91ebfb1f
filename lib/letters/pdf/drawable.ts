// What Golos Text draws of the letters, figures and punctuation people write with; the rest would be empty boxes.
const foreign =
  /[^\n\u0020-\u007e\u00a0-\u0107\u010a-\u0113\u0116-\u011b\u011e-\u0123\u0126\u0127\u012a\u012b\u012e-\u0133\u0136\u0137\u0139-\u013e\u0141-\u0148\u014a-\u014d\u0150-\u015b\u015e-\u0161\u0164\u0165\u016a-\u017e\u02bc\u0401-\u040c\u040e-\u044f\u0451-\u045c\u045e\u045f\u0490-\u049d\u04a0-\u04a5\u04aa\u04ab\u04ae-\u04b3\u04b6-\u04bb\u04c0\u04cf-\u04df\u04e2-\u04eb\u04ee-\u04f5\u2009\u2010-\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u202f\u2030\u2039\u203a\u2044\u20ac\u20b8\u20bd\u2116\u2122\u2190-\u2193\u2212\u2248\u2264\u2265]/gu

/** The text with every character the font lacks spelled out as `[U+1F600]`, so that a printed letter hides nothing. */
export const drawable = (text: string): string =>
  text.replace(
    foreign,
    (char) => `[U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`,
  )
