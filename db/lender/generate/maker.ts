import type { Batch } from "./batch"
import type { Day } from "./day"
import type { Images } from "./images"
import type { Person } from "./person"
import type { Random } from "./random"
import type { Story } from "./story"

/** What every part of the generator works with: one customer, their chance, and where rows go. */
export interface Maker {
  batch: Batch
  random: Random
  today: Day
  images: Images
  person: Person
  story: Story
}

const HOUR = 3600

/** Seconds after midnight somewhere in office hours. */
export function officeTime(random: Random): number {
  return random.int(9 * HOUR, 18 * HOUR)
}

/** Tyiyn as som with two decimals, for a numeric column. */
export function som(tyiyn: number): string {
  return (tyiyn / 100).toFixed(2)
}
