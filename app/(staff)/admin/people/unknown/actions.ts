"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { addFound, addUnknown, seekPerson } from "@/lib/people/add-person"

const text = z.string().max(1000, "too_long").default("")

/** What is looked up never stands in an address: the random id of whom it is does. */
export const seekPersonAction = staffAction({
  act: "person.add",
  schema: z.object({ by: text, value: text, reason: text }),
  prepare: (signed, input) => seekPerson(house(), signed, input),
  verb: (ctx, _input, found) => addFound(ctx, found),
  after: (id) => redirect(id ? `/admin/people?found=${id}` : "/admin/people/unknown?nobody=1"),
})

export const addUnknownAction = staffAction({
  act: "person.add",
  schema: z.object({ name: text, contact: text, pin: text, reason: text }),
  verb: (ctx, input) => addUnknown(ctx, input),
  after: (id) => redirect(`/admin/people?found=${id}`),
})
