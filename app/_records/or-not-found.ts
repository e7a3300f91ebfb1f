import "server-only"
import { missing } from "@/app/_server/missing"
import { NotFound } from "@/lib/errors"

/** What was asked for, or the page that says there is none: missing and hidden look the same. */
export async function orNotFound<T>(found: Promise<T>): Promise<T> {
  try {
    return await found
  } catch (error) {
    if (error instanceof NotFound) missing()
    throw error
  }
}
