import type { Device } from "@/lib/people/sessions"

export const browsers = [
  "edge",
  "samsung",
  "yandex",
  "opera",
  "firefox",
  "chrome",
  "safari",
  "other",
] as const
export const systems = ["android", "ios", "windows", "macos", "linux", "other"] as const
export type KindOfDevice = { browser: (typeof browsers)[number]; system: (typeof systems)[number] }

// In this order: Edge, Samsung's, Yandex's and Opera's also call themselves Chrome, and all of them Safari.
const browserMarks: [RegExp, KindOfDevice["browser"]][] = [
  [/\bEdg(?:A|iOS)?\//, "edge"],
  [/\bSamsungBrowser\//, "samsung"],
  [/\bYaBrowser\//, "yandex"],
  [/\b(?:OPR|Opera|OPiOS)\//, "opera"],
  [/\b(?:Firefox|FxiOS)\//, "firefox"],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, "chrome"],
  [/\bVersion\/\S+.*Safari\//, "safari"],
]
const systemMarks: [RegExp, KindOfDevice["system"]][] = [
  [/\bAndroid\b/, "android"],
  [/\b(?:iPhone|iPad|iPod)\b/, "ios"],
  [/\bWindows\b/, "windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "macos"],
  [/\bLinux\b|\bX11\b/, "linux"],
]

/** What kind of device a browser says it is, roughly: enough to know one's own by. Nothing else of the text is kept. */
export function kindOf({ agent }: Pick<Device, "agent">): KindOfDevice {
  const find = <T>(marks: [RegExp, T][]) => marks.find(([mark]) => mark.test(agent))?.[1]
  return { browser: find(browserMarks) ?? "other", system: find(systemMarks) ?? "other" }
}

export const deviceText = (kind: KindOfDevice): string => `${kind.browser} ${kind.system}`

/** The kind of device written as above; unknown words count as none. */
export function readDevice(text: string): KindOfDevice {
  const [first, second] = text.split(" ")
  return {
    browser: browsers.find((code) => code === first) ?? "other",
    system: systems.find((code) => code === second) ?? "other",
  }
}
