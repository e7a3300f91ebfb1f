import { z } from "zod"
import { MOST_FOUND } from "@/lib/oversight/find-people"

/** The identifiers an address names, such as of the people found: one more than are shown, where there are more. */
export const idsIn = (asked: string | string[] | undefined): string[] =>
  (typeof asked === "string" ? asked.split(",") : [])
    .filter((id) => z.uuid().safeParse(id).success)
    .slice(0, MOST_FOUND + 1)
