import type { Signed, StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { type EnteredDisclosure, enterDisclosure, prepareEntry } from "@/lib/disclosures/enter-disclosure"
import type { EnteredProcessor } from "@/lib/disclosures/keep-processor"
import { Invalid } from "@/lib/errors"
import type { Policy } from "@/lib/policy/schema"
import type { World } from "@/lib/requests/cast.fixture"

export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
)

export const typed = (on: string) => {
  const [year = "", month = "", day = ""] = on.split("-")
  return { day, month, year }
}
export const today = dayIn(new Date(), "Asia/Bishkek")
export const TODAY = typed(today)
export const NO_DAY = { day: "", month: "", year: "" }

/** A disclosure as it would be entered, resting on nothing yet. */
export const entered = (
  policy: Policy,
  subject: string,
  over: Partial<EnteredDisclosure> = {},
): EnteredDisclosure => ({
  ...{ subject, whom: policy.recipients[0]?.code ?? "", named: "", items: "", day: TODAY },
  categories: policy.categories.slice(0, 2).map(({ code }) => code),
  ...{ ground: "", purpose: policy.purposes[0]?.code ?? "", number: "", date: NO_DAY, words: "" },
  ...{ withoutConsent: false, secrecy: "", review: NO_DAY, evidence: null },
  ...over,
})

/** A processor whose contract runs since 2020 without an end. */
export const enteredProcessor = (policy: Policy, over: Partial<EnteredProcessor> = {}): EnteredProcessor => ({
  ...{ name: "Үлгү иштетүүчү", recipient: policy.recipients[0]?.code ?? "", service: "Жеткирүү" },
  ...{ categories: [policy.categories[0]?.code ?? ""], country: "KG", subprocessors: "" },
  ...{ contractNumber: "7/26", contractOn: { ...TODAY, year: "2020" }, until: NO_DAY },
  ...{ measures: "ISO/IEC 27001", measuresOn: TODAY },
  ...over,
})

/** Enters it as the page does: the scan looked at first. */
export async function enterAs(
  world: World,
  officer: Signed<StaffActor>,
  given: EnteredDisclosure,
): Promise<string> {
  const ready = await prepareEntry(world.house, officer, given)
  return world.as(officer, (ctx) => enterDisclosure(ctx, ready))
}

/** The codes a refusal says beside its fields; none where there was no refusal. */
export const refusalOf = (done: Promise<unknown>): Promise<Record<string, string>> =>
  done.then(
    () => ({}),
    (error: unknown) =>
      error instanceof Invalid
        ? Object.fromEntries(Object.entries(error.fields).map(([name, { code }]) => [name, code]))
        : Promise.reject(error),
  )
