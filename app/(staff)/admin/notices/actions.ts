"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { makePostList, markPosted } from "@/lib/runs/post-list"

const to = (done: string) => (run: string) => redirect(`/admin/notices/${run}?done=${done}#post`)

export const makeListAction = staffAction({
  act: "run.post",
  schema: z.object({ run: z.uuid("not_understood") }),
  verb: (ctx, { run }) => makePostList(ctx, run),
  after: to("listed"),
})

export const markPostedAction = staffAction({
  act: "run.post",
  schema: z.object({ run: z.uuid("not_understood"), list: z.coerce.number("not_understood").int() }),
  verb: (ctx, { run, list }) => markPosted(ctx, run, list),
  after: to("posted"),
})
