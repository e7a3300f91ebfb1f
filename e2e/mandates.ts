import type { Person } from "./person"

/** A whole PNG of one pixel. */
export const scan = {
  name: "scan.png",
  mimeType: "image/png",
  buffer: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+M8AAAIBAQDJ/pLvAAAAAElFTkSuQmCC",
    "base64",
  ),
}

/** Types a date into its three boxes. */
export async function typeDate(person: Person, name: string, [day, month, year]: readonly string[]) {
  for (const [part, value] of Object.entries({ day, month, year }))
    await person.main.locator(`[name="${name}.${part}"]`).fill(value ?? "")
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
  for (const name of ["proofIssued", "starts"]) await typeDate(officer, name, ["1", "2", "2026"])
}

/** Finds the person by phone at the desk and returns the identifier their pages have. */
export async function findSubject(officer: Person, phone: string): Promise<string> {
  await officer.open("/admin/requests/new")
  await officer.type("register.person", phone)
  await officer.press("people.search")
  await officer.page.waitForURL(/person=/)
  return new URL(officer.page.url()).searchParams.get("person") ?? ""
}
