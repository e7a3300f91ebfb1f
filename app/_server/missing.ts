import "server-only"
import { redirect } from "next/navigation"

/**
 * Ends a page whose subject is missing or hidden; the two look the same. The reader is led to an address nothing
 * answers, which Next serves as a whole page with status 404. Its own notFound() sends an empty document that only
 * script fills.
 */
export function missing(): never {
  redirect("/missing")
}
