import "server-only"
import { z } from "zod"

/** One box of a date: too long to be a day, a month or a year stays so, and is refused beside the field. */
export const dateBox = z
  .string()
  .default("")
  .transform((typed) => typed.slice(0, 10))
