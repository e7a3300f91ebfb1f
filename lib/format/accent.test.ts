import { expect, test } from "vitest"
import { accentTokens, contrast, readsAsAccent } from "@/lib/format/accent"

test("a dark colour of any hue reads on both schemes; a pale one is refused", () => {
  for (const accent of ["#154a40", "#1b4b72", "#5a1a5e", "#6b1f14", "#3d3d3d", "#14406b", "#000000"]) {
    expect(readsAsAccent(accent)).toBe(true)
    const { light, dark } = accentTokens(accent)
    expect(contrast(light["spruce-strong"], light["spruce-wash"])).toBeGreaterThanOrEqual(7)
    expect(contrast(light["on-spruce"], light.spruce)).toBeGreaterThanOrEqual(7)
    for (const behind of ["#141917", "#1c2320", dark["spruce-wash"]]) {
      expect(contrast(dark.spruce, behind)).toBeGreaterThanOrEqual(7)
    }
    expect(contrast(dark["on-spruce"], dark["spruce-strong"])).toBeGreaterThanOrEqual(7)
    // Text on a wash keeps 7:1 with the page's ink, too.
    expect(contrast("#1b201e", light["spruce-wash"])).toBeGreaterThanOrEqual(7)
    expect(contrast("#edebe4", dark["spruce-wash"])).toBeGreaterThanOrEqual(7)
  }
  for (const pale of ["#2f7d6d", "#ff6600", "#ffd500", "#808080"]) expect(readsAsAccent(pale)).toBe(false)
})
