"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { askForCheck } from "@/lib/sources/drift/kept"
import { resumeSource, stopSource } from "@/lib/sources/resilience/stops"
import { ALL } from "./which"

const reason = z.string("required").trim().min(1, "required").max(1000, "too_long")

export const stopAction = staffAction({
  act: "source.stop",
  schema: z.object({ source: z.string("choose_one").min(1, "choose_one"), reason }),
  verb: (ctx, typed) => stopSource(ctx, { ...typed, source: typed.source === ALL ? null : typed.source }),
  after: () => redirect("/admin/sources?done=stopped"),
})

export const resumeAction = staffAction({
  act: "source.stop",
  schema: z.object({ stop: z.uuid("choose_one"), lift: reason }),
  verb: resumeSource,
  after: () => redirect("/admin/sources?done=resumed"),
})

export const checkAction = staffAction({
  act: "source.check",
  schema: z.object({}),
  verb: askForCheck,
  after: () => redirect("/admin/sources?done=checked"),
})
