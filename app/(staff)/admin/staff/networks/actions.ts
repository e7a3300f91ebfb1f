"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { device } from "@/app/_server/session"
import { addNetwork, removeNetwork } from "@/lib/people/networks"

const address = async () => (await device()).address

export const addNetworkAction = staffAction({
  act: "staff.manage",
  schema: z.object({
    network: z.string("required").trim().min(1, "required").max(50, "too_long"),
    name: z.string("required").trim().min(1, "required").max(100, "too_long"),
  }),
  prepare: address,
  verb: addNetwork,
  after: () => redirect("/admin/staff/networks?done=network"),
})

export const removeNetworkAction = staffAction({
  act: "staff.manage",
  schema: z.object({ network: z.uuid("not_understood") }),
  prepare: address,
  verb: (ctx, { network }, from) => removeNetwork(ctx, network, from),
  after: () => redirect("/admin/staff/networks?done=network_gone"),
})
