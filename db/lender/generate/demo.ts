import { addMonths, type Day, dayOf } from "./day"
import type { Person } from "./person"
import type { Story } from "./story"

export interface DemoBorrower {
  person: Person
  story: Story
}

const common = {
  patronymic: "Үлгү уулу",
  sex: "M",
  marital: "married",
} as const

function people(): [Person, Person, Person, Person] {
  const contact = (id: number) => ({
    id,
    phone: `+99655500000${id}`,
    email: `borrower${id}@borrower.example`,
  })
  return [
    {
      ...common,
      ...contact(1),
      lastName: "Сыноо-Асанов",
      firstName: "Азамат",
      birthDay: dayOf(1990, 1, 15),
      pin: "21501199000001",
    },
    {
      ...common,
      ...contact(2),
      sex: "F",
      patronymic: "Үлгү кызы",
      lastName: "Сыноо-Бакирова",
      firstName: "Мээрим",
      birthDay: dayOf(1990, 2, 25),
      pin: "12502199000002",
    },
    {
      ...common,
      ...contact(3),
      lastName: "Сыноо-Үсөнов",
      firstName: "Өмүрбек",
      marital: "widowed",
      birthDay: dayOf(1990, 3, 15),
      pin: "21503199000003",
    },
    {
      ...common,
      ...contact(4),
      lastName: "Сыноо-Осмонов",
      firstName: "Чыңгыз",
      marital: "single",
      birthDay: dayOf(1990, 5, 15),
      pin: "21505199000004",
    },
  ]
}

/** The four demo people with their fixed stories, reckoned from `today`. */
export function demoBorrowers(today: Day): DemoBorrower[] {
  const [first, second, third, fourth] = people()
  const base: Story = {
    fate: "open",
    termMonths: 12,
    openedOn: addMonths(today - 6, -5),
    endedOn: null,
    registeredOn: addMonths(today, -10),
    pledged: true,
    refusedBefore: false,
    marketingOwn: true,
    marketingThird: true,
    research: true,
    pageRequests: 24,
    complete: true,
  }
  const repaid = (endedOn: Day): Story => ({
    ...base,
    fate: "repaid",
    endedOn,
    openedOn: addMonths(endedOn, -12),
    registeredOn: addMonths(endedOn, -13),
  })
  const sevenYearsAgo = repaid(addMonths(today, -84) - 3)
  return [
    { person: first, story: { ...base, refusedBefore: true } },
    { person: second, story: repaid(addMonths(today, -1)) },
    { person: third, story: { ...sevenYearsAgo, marketingThird: false, research: false } },
    {
      person: fourth,
      story: { ...base, openedOn: addMonths(today - 3, -2), registeredOn: addMonths(today, -4) },
    },
  ]
}
