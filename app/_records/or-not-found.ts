import "server-only"
import { notFound } from "next/navigation"
import { NotFound } from "@/lib/errors"

/** What was asked for, or the page that says there is none: missing and hidden look the same. */
export async function orNotFound<T>(found: Promise<T>): Promise<T> {
  try {
    return await found
  } catch (error) {
    if (error instanceof NotFound) notFound()
    throw error
  }
}
