import { type Day, dayOf } from "./day"
import { familyNames, femaleNames, maleNames, patronymics } from "./names"
import type { Random } from "./random"

export type Sex = "F" | "M"

export interface Person {
  id: number
  sex: Sex
  lastName: string
  firstName: string
  patronymic: string | null
  birthDay: Day
  pin: string
  marital: "single" | "married" | "divorced" | "widowed"
  phone: string
  email: string | null
}

const digits = (value: number, length: number) => String(value).padStart(length, "0")

/** The phone on file of customer number `id`: +996 555 0xxxxx, beyond 99,999 another synthetic range. */
export function phoneOf(id: number): string {
  return id < 100_000 ? `+9965550${digits(id, 5)}` : `+9965${digits(id, 8)}`
}

/** A phone of somebody who is no customer. */
export function strangersPhone(random: Random): string {
  return `+996559${digits(random.int(0, 999_999), 6)}`
}

/** A made-up name in Kyrgyz: the family name says it is a test. */
export function nameOf(random: Random, sex: Sex): { lastName: string; firstName: string } {
  const family = random.pick(familyNames)
  return {
    lastName: sex === "F" ? `${family}а` : family,
    firstName: random.pick(sex === "F" ? femaleNames : maleNames),
  }
}

/** Customer number `id`; some have no patronymic or e-mail, a few share the phone of the one before. */
export function makePerson(random: Random, id: number): Person {
  const sex: Sex = random.chance(0.5) ? "F" : "M"
  const year = random.int(1960, 2004)
  const month = random.int(1, 12)
  const date = random.int(1, 28)
  const sharesPhone = id > 100 && random.chance(0.003)
  return {
    id,
    sex,
    ...nameOf(random, sex),
    patronymic: random.chance(0.9) ? patronymics[sex] : null,
    birthDay: dayOf(year, month, date),
    pin: `${sex === "F" ? 1 : 2}${digits(date, 2)}${digits(month, 2)}${year}${digits(id % 100_000, 5)}`,
    marital: random.pick(["single", "married", "married", "divorced", "widowed"]),
    phone: phoneOf(sharesPhone ? id - 1 : id),
    email: random.chance(0.88) ? `borrower${id}@borrower.example` : null,
  }
}
