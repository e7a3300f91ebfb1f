"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { translator } from "@/app/_server/locale"
import { NotFound } from "@/lib/errors"
import { findEntry } from "@/lib/receipts/find-entry"

export const findEntryAction = staffAction({
  act: "ledger.read",
  schema: z.object({
    entry: z.string("required").trim().toLowerCase().min(1, "required").pipe(z.uuid("entry_id")),
  }),
  verb: (ctx, { entry }) =>
    findEntry(ctx, entry).catch((error: unknown) => {
      if (error instanceof NotFound) return null
      throw error
    }),
  after: async (found) => {
    if (!found) return { status: "done", message: (await translator("ledger"))("find.none") }
    redirect(`/admin/ledger?entry=${found.entry.id}#find`)
  },
})
