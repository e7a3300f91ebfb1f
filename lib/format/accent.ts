type Colour = readonly [number, number, number]

const PAPER = { light: "#fbfaf6", dark: "#141917" }
const SHADE = { light: "#f3f1ea", dark: "#1c2320" }
const ON_DARK_ACCENT = "#0d1614"
/** WCAG 2.2, success criterion 1.4.6: text against what is behind it. */
const ENHANCED = 7

const parts = (hex: string): Colour => {
  const at = (from: number) => Number.parseInt(hex.slice(from, from + 2), 16)
  return [at(1), at(3), at(5)]
}

const mixed = (a: string, b: string, share: number): string => {
  const [from, to] = [parts(a), parts(b)]
  const one = (n: 0 | 1 | 2) => Math.round(from[n] * (1 - share) + to[n] * share)
  return `#${[one(0), one(1), one(2)].map((value) => value.toString(16).padStart(2, "0")).join("")}`
}

/** Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2). */
const luminance = (hex: string): number => {
  const [r, g, b] = parts(hex).map((value) => {
    const c = value / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0)
}

/** Contrast of two colours `#rrggbb`, 1 to 21 (WCAG 2.2). */
export function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

/** The tokens an organisation's accent stands for in one scheme, as app/_ui/tokens.css names them. */
export type AccentTokens = Record<"spruce" | "spruce-strong" | "spruce-wash" | "on-spruce", string>

const light = (accent: string): AccentTokens => ({
  spruce: accent,
  "spruce-strong": mixed(accent, "#000000", 0.3),
  "spruce-wash": mixed(PAPER.light, accent, 0.08),
  "on-spruce": PAPER.light,
})

// On a dark page the same hue, lightened until it reads as well as on a light one.
function dark(accent: string): AccentTokens {
  const wash = mixed(PAPER.dark, accent, 0.25)
  const reads = (colour: string) =>
    [PAPER.dark, SHADE.dark, wash, ON_DARK_ACCENT].every((behind) => contrast(colour, behind) >= ENHANCED)
  let share = 0
  while (share < 1 && !reads(mixed(accent, "#ffffff", share))) share += 0.02
  const spruce = mixed(accent, "#ffffff", share)
  return {
    spruce,
    "spruce-strong": mixed(spruce, "#ffffff", 0.4),
    "spruce-wash": wash,
    "on-spruce": ON_DARK_ACCENT,
  }
}

/** Whether text in this colour reads on the light page and light text on it, with a contrast of 7:1. */
export const readsAsAccent = (accent: string): boolean => {
  const { "spruce-wash": wash } = light(accent)
  return [PAPER.light, SHADE.light, wash].every((behind) => contrast(accent, behind) >= ENHANCED)
}

/** An organisation's colour `#rrggbb` as the tokens of both schemes. */
export const accentTokens = (accent: string): { light: AccentTokens; dark: AccentTokens } => ({
  light: light(accent),
  dark: dark(accent),
})
