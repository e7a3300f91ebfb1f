import { cardPng, plainPng, portraitPng } from "./png"
import type { Choices } from "./random"

export interface Images {
  plain: Choices<string>
  front: string
  back: string
  portrait: string
}

/** The scans every customer gets one of, and the larger drawn ones of the demo people; all as hex. */
export function drawImages(): Images {
  const plain = (red: number, green: number, blue: number) => plainPng([red, green, blue]).toString("hex")
  return {
    plain: [
      plain(196, 208, 200),
      plain(208, 200, 184),
      plain(188, 196, 212),
      plain(212, 196, 200),
      plain(200, 212, 212),
      plain(216, 212, 192),
    ],
    front: cardPng([38, 84, 72], true).toString("hex"),
    back: cardPng([38, 84, 72], false).toString("hex"),
    portrait: portraitPng([38, 84, 72]).toString("hex"),
  }
}
