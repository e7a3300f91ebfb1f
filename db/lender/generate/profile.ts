import { isoDay, localTime, zonedTime } from "./day"
import { type Maker, officeTime } from "./maker"
import { nameOf, phoneOf, strangersPhone } from "./person"
import { places, streets } from "./places"

/** The customer's own row with photo, and identity documents with scans. */
export function writeCustomer(maker: Maker): void {
  const { batch, random, person, story, images } = maker
  const registered = officeTime(random)
  batch.add("core.customers", {
    customer_id: batch.id("core.customers"),
    customer_no: `K-${String(person.id).padStart(7, "0")}`,
    last_name: person.lastName,
    first_name: person.firstName,
    patronymic: person.patronymic,
    sex: person.sex,
    birth_date: isoDay(person.birthDay),
    pin: person.pin,
    marital_status: person.marital,
    mobile_phone: person.phone,
    email: person.email,
    lang: random.chance(0.7) ? "ky" : "ru",
    photo: { hex: story.complete ? images.portrait : random.pick(images.plain) },
    photo_mime: "image/png",
    photo_taken_at: localTime(story.registeredOn, registered + 300),
    reg_source: random.chance(0.8) ? "site" : "branch",
    registered_at: zonedTime(story.registeredOn, registered),
    updated_at: localTime(story.endedOn ?? story.openedOn, officeTime(random)),
    human_only: !story.complete && random.chance(0.01),
  })
  writeDocument(maker, "id_card")
  if (!story.complete && random.chance(0.2)) writeDocument(maker, "passport")
}

function writeDocument({ batch, random, person, story, images }: Maker, type: "id_card" | "passport"): void {
  const number = String(person.id).padStart(7, "0")
  const issued = story.registeredOn - random.int(100, 1500) - (type === "passport" ? 3650 : 0)
  batch.add("core.id_documents", {
    doc_id: batch.id("core.id_documents"),
    cust_id: person.id,
    doc_type: type,
    doc_no: `${type === "id_card" ? "ID" : "AN"}${number}`,
    issued_by: "МКК 000000 (үлгү)",
    issue_date: isoDay(issued),
    valid_until: isoDay(issued + 3652),
    scan_front: { hex: story.complete ? images.front : random.pick(images.plain) },
    scan_back: type === "id_card" ? { hex: story.complete ? images.back : random.pick(images.plain) } : null,
    scan_mime: "image/png",
    uploaded_at: zonedTime(story.registeredOn, 19 * 3600),
    verified_by: random.chance(0.9) ? `operator_${random.int(1, 9)}` : null,
  })
}

function writeAddress({ batch, random, story }: Maker): number {
  const place = random.pick(places)
  const addressId = batch.id("core.address")
  batch.add("core.address", {
    addr_id: addressId,
    region: place.region,
    district: place.district,
    settlement: place.settlement,
    street: random.pick(streets),
    house: String(random.int(1, 180)),
    flat: random.chance(0.5) ? String(random.int(1, 90)) : null,
    postal_code: place.postal,
    created_at: localTime(story.registeredOn, officeTime(random)),
  })
  return addressId
}

/**
 * Residence and registered address. Every tenth customer's residence is kept in `shared` (also the first demo
 * person's), and some later customers live there too: one row, several people. Customer 5 lives with customer 1.
 */
export function writeAddresses(maker: Maker, shared: number[]): void {
  const { batch, random, person, story } = maker
  const lodges = person.id === 5 || (person.id > 20 && person.id % 10 !== 0 && random.chance(0.15))
  const host = person.id === 5 ? shared[0] : shared.at(-1)
  const residence = lodges && host !== undefined ? host : writeAddress(maker)
  if (person.id === 1 || person.id % 10 === 0) shared.push(residence)
  if (shared.length > 2) shared.splice(1, 1)
  const registered = !story.complete && random.chance(0.6) ? residence : writeAddress(maker)
  const since = story.registeredOn - random.int(30, 3000)
  const add = (kind: string, address: number, from: number, to: number | null) =>
    batch.add("core.customer_addresses", {
      customer_id: person.id,
      addr_id: address,
      kind,
      valid_from: isoDay(from),
      valid_to: to === null ? null : isoDay(to),
    })
  add("residence", residence, since, null)
  add("registered", registered, since - 400, null)
  if (random.chance(0.1)) add("residence", writeAddress(maker), since - 900, since - 1)
}

/** Phones of relatives and acquaintances the customer gave; some of them are customers too. */
export function writeContacts({ batch, random, person, story }: Maker): void {
  const count = story.complete ? 2 : random.int(1, 3)
  for (let n = 0; n < count; n++) {
    const name = nameOf(random, random.chance(0.5) ? "F" : "M")
    const customer =
      !story.complete && person.id > 20 && random.chance(0.05) ? random.int(6, person.id - 1) : null
    batch.add("core.contact_persons", {
      id: batch.id("core.contact_persons"),
      customer_id: person.id,
      full_name: story.complete || random.chance(0.9) ? `${name.lastName} ${name.firstName}` : null,
      relation: n === 0 ? "relative" : "acquaintance",
      phone: customer === null ? strangersPhone(random) : phoneOf(customer),
      linked_customer_id: customer,
      added_at: zonedTime(story.registeredOn, officeTime(random)),
    })
  }
}
