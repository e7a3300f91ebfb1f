/** What addresses name of one person: the value of each of a route's places. */
export type Objects = Readonly<Record<string, string>>

const NOBODYS = "00000000-0000-4000-8000-000000000000"

/** What the places of a route stand for, where it is no id, or another's id than the place's name says. */
const named: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "/policy/[edition]": { edition: "1" },
  "/cabinet/data/[category]": { category: "name" },
  "/cabinet/requests/new/[right]": { right: "question" },
  "/cabinet/requests/new/[right]/sign": { right: "erasure" },
  "/api/consents/records/[purpose]": { purpose: "marketing" },
  "/admin/calendar/[act]": { act: "day" },
  "/admin/policy/[kind]": { kind: "policy" },
  "/admin/requests/[number]/[decision]": { decision: "propose" },
  "/admin/people/[id]/[category]": { category: "name" },
  "/api/staff/register/[form]": { form: "json" },
}

/** Which of a person's things a place called `id` is, by the beginning of its address. */
const ids: readonly (readonly [string, string])[] = [
  ["/cabinet/consents/receipts/", "receipt"],
  ["/api/consents/receipts/", "receipt"],
  ["/cabinet/requests/", "letter"],
  ["/api/letters/", "letter"],
  ["/api/staff/letters/", "letter"],
  ["/admin/people/", "subject"],
  ["/admin/staff/", "colleague"],
]

const query: Readonly<Record<string, (objects: Objects | null) => string>> = {
  "/cabinet/requests/new/[right]/sign": (objects) => `?intent=${objects?.intent ?? NOBODYS}`,
}

/** The address of a route with one person's things in its places, or what nobody has. */
export function addressOf(route: string, objects: Objects | null): string {
  const filled = route.replace(/\[(\w+)\]/g, (_, place: string) => {
    const fixed = named[route]?.[place]
    if (fixed) return fixed
    const kind = place === "id" ? (ids.find(([start]) => route.startsWith(start))?.[1] ?? place) : place
    return objects?.[kind] ?? (place === "number" ? "2019-999999" : NOBODYS)
  })
  return filled + (query[route]?.(objects) ?? "")
}
