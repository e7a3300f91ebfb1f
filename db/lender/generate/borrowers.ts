import { type Terms, writeApplication } from "./application"
import type { Batch } from "./batch"
import { writeConsents } from "./consents"
import type { Day } from "./day"
import { demoBorrowers } from "./demo"
import type { Images } from "./images"
import { writeAccounts, writeLivelihood } from "./livelihood"
import { writeLoan } from "./loan"
import type { Maker } from "./maker"
import { makePerson } from "./person"
import { writeAddresses, writeContacts, writeCustomer } from "./profile"
import { type Random, randomFrom } from "./random"
import { randomStory } from "./story"
import { writeVisits } from "./visits"

export interface Population {
  seed: number
  today: Day
  /** The customer with this phone made `heavyRequests` page requests. */
  heavyPhone?: string | undefined
  images: Images
}

const HEAVY_REQUESTS = 1000

function termsBy(random: Random, months: number): Terms {
  return { principal: random.int(10, 300) * 100_000, ratePercent: random.int(24, 36), months }
}

function writeDealings(maker: Maker, payoutAccount: number | null): void {
  const { random, story, person } = maker
  const terms = termsBy(random, story.termMonths)
  if (story.refusedBefore) writeApplication(maker, story.openedOn - 90, terms, "declined", true)
  if (story.fate === "never_granted") {
    const outcome = maker.today - story.openedOn < 10 ? "new" : "declined"
    writeApplication(maker, story.openedOn, terms, outcome, random.chance(0.6))
    return
  }
  const byMachine = person.id <= 4 || random.chance(0.6)
  const application = writeApplication(maker, story.openedOn - 1, terms, "approved", byMachine)
  const { fate, openedOn, endedOn } = story
  const loan = { application, payoutAccount, terms, fate, openedOn, endedOn, refinancedFrom: null }
  const first = writeLoan(maker, loan)
  if (fate !== "refinanced" || endedOn === null) return
  writeLoan(maker, {
    ...loan,
    application: writeApplication(maker, endedOn - 1, terms, "approved", byMachine),
    fate: "open",
    openedOn: endedOn,
    endedOn: null,
    refinancedFrom: first,
  })
}

/**
 * Writes customers `from` to `to` (both included, counted from 1) into the batch. Call it with rising ranges and
 * the same `shared` list, which carries the addresses several customers live at. Same seed, same day, same rows.
 */
export function writeBorrowers(
  batch: Batch,
  population: Population,
  range: [from: number, to: number],
  shared: number[],
): void {
  const demo = demoBorrowers(population.today)
  for (let id = range[0]; id <= range[1]; id++) {
    const random = randomFrom(population.seed, id)
    const known = demo[id - 1]
    const person = known?.person ?? makePerson(random, id)
    const story = known?.story ?? randomStory(random, population.today)
    const heavy = population.heavyPhone === person.phone
    const maker: Maker = {
      batch,
      random,
      today: population.today,
      images: population.images,
      person,
      story: heavy ? { ...story, pageRequests: HEAVY_REQUESTS } : story,
    }
    writeCustomer(maker)
    writeAddresses(maker, shared)
    writeContacts(maker)
    writeLivelihood(maker)
    writeDealings(maker, writeAccounts(maker))
    writeConsents(maker)
    writeVisits(maker)
  }
}
