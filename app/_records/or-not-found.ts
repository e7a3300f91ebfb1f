import "server-only"
import { redirect } from "next/navigation"
import { missing } from "@/app/_server/missing"
import { Forbidden, NotFound } from "@/lib/errors"

/**
 * What was asked for, or the page that says there is none: missing and hidden look the same. Staff whose own
 * case or a relative's it is are led to the page that says so.
 */
export async function orNotFound<T>(found: Promise<T>): Promise<T> {
  try {
    return await found
  } catch (error) {
    if (error instanceof NotFound) missing()
    if (error instanceof Forbidden && error.code === "tied_case") redirect("/admin/barred")
    throw error
  }
}
