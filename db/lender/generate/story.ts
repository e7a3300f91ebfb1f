import { addMonths, type Day } from "./day"
import type { Choices, Random } from "./random"

/** How it went with the lender. The last three contradict themselves: closed, yet not performed. */
export type Fate =
  | "open"
  | "overdue"
  | "repaid"
  | "written_off"
  | "assigned"
  | "refinanced"
  | "never_granted"
  | "closed_unpaid"
  | "payment_reversed"
  | "pledge_kept"

/** What befell one customer; everything else about them is left to chance. */
export interface Story {
  fate: Fate
  termMonths: number
  /** Day the loan began; for `never_granted` the day of the application. */
  openedOn: Day
  /** Day the loan was closed, written off, assigned or refinanced; null while it runs. */
  endedOn: Day | null
  registeredOn: Day
  pledged: boolean
  refusedBefore: boolean
  marketingOwn: boolean
  marketingThird: boolean
  research: boolean
  pageRequests: number
  /** Everything the policy lists is on file, with drawn scans: the demo people. */
  complete: boolean
}

const percent: [number, Fate][] = [
  [55, "open"],
  [22, "repaid"],
  [8, "overdue"],
  [3, "written_off"],
  [2, "assigned"],
  [2, "refinanced"],
  [0.5, "closed_unpaid"],
  [0.5, "payment_reversed"],
  [0.5, "pledge_kept"],
]

function pickFate(random: Random): Fate {
  let left = random.next() * 100
  for (const [share, fate] of percent) {
    left -= share
    if (left < 0) return fate
  }
  return "never_granted"
}

const terms: Choices<number> = [6, 6, 12, 12, 12, 18, 24]

function runningTime(
  random: Random,
  fate: Fate,
  today: Day,
): Pick<Story, "termMonths" | "openedOn" | "endedOn"> {
  const termMonths = random.pick(terms)
  if (fate === "never_granted") return { termMonths, openedOn: today - random.int(1, 1500), endedOn: null }
  if (fate === "open" || fate === "overdue") {
    const months = random.int(fate === "open" ? 0 : 4, termMonths - 1)
    return { termMonths, openedOn: addMonths(today - random.int(1, 27), -months), endedOn: null }
  }
  const endedOn = fate === "refinanced" ? today - random.int(20, 150) : today - random.int(5, 3200)
  if (fate === "refinanced") {
    return { termMonths, openedOn: addMonths(endedOn - 10, -termMonths / 2), endedOn }
  }
  const late = fate === "written_off" || fate === "assigned" ? 5 : 0
  return { termMonths, openedOn: addMonths(endedOn, -termMonths - late), endedOn }
}

/** A customer's story by chance: 55 % have an open loan, 22 % repaid, the rest as `percent` says. */
export function randomStory(random: Random, today: Day): Story {
  const fate = pickFate(random)
  const time = runningTime(random, fate, today)
  const refusedBefore = random.chance(0.15)
  const marketingOwn = random.chance(0.4)
  return {
    fate,
    ...time,
    registeredOn: time.openedOn - random.int(2, 60) - (refusedBefore ? 120 : 0),
    pledged: fate === "pledge_kept" || random.chance(0.7),
    refusedBefore,
    marketingOwn,
    marketingThird: marketingOwn && random.chance(0.35),
    research: random.chance(0.3),
    pageRequests: random.int(3, 14),
    complete: false,
  }
}
