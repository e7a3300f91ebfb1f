import type { Day } from "@/lib/deadlines/day"
import { PNG } from "@/lib/testing/files.fixture"
import { typedAs } from "@/lib/testing/typed.fixture"
import type { Person } from "./person"

/** A letter or a paper that staff scanned, as a file field takes it. */
export const scan = { name: "scan.png", mimeType: "image/png", buffer: PNG }

/** Types a date into its three boxes. */
export async function typeDate(person: Person, name: string, day: Day) {
  for (const [part, value] of Object.entries(typedAs(day)))
    await person.main.locator(`[name="${name}.${part}"]`).fill(value)
}

/** The officer fills in a power of attorney for every right the policy gives its holder; the scan is still missing. */
export async function fillMandate(officer: Person, subject: string, contact: string): Promise<void> {
  await officer.open(`/admin/people/${subject}/mandates/new`)
  await officer.field("mandates.kinds.representative").check()
  await officer.type("mandates.name", "Өкүлов Өкүл")
  await officer.type("mandates.new.contact", contact)
  await officer.field("mandates.new.allRights").check()
  await officer.field("mandates.proofs.power_of_attorney").check()
  await officer.type("mandates.new.proofNumber", "12-А")
  await officer.type("mandates.new.proofIssuer", "Нотариус")
  for (const name of ["proofIssued", "starts"]) await typeDate(officer, name, "2026-02-01")
}

/** Finds the person by phone at the desk and returns the identifier their pages have. */
export async function findSubject(officer: Person, phone: string): Promise<string> {
  await officer.open("/admin/requests/new")
  await officer.type("register.person", phone)
  await officer.press("people.search")
  await officer.page.waitForURL(/person=/)
  return new URL(officer.page.url()).searchParams.get("person") ?? ""
}
