"use server"

import { revalidatePath } from "next/cache"
import { redirect } from "next/navigation"
import { z } from "zod"
import { sessionToken } from "@/app/_server/cookies"
import { publicFormAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { Forbidden } from "@/lib/errors"
import { actUnder } from "@/lib/people/sessions"

/** From now on the session acts for somebody, or (`own`) for nobody but itself. */
export const actForAction = publicFormAction(
  z.object({ mandate: z.union([z.uuid(), z.literal("own")], "choose_one") }),
  async ({ mandate }) => {
    const acts = await actUnder(house(), (await sessionToken()) ?? "", mandate === "own" ? null : mandate)
    if (!acts) throw new Forbidden("authority_ended")
  },
  () => {
    // The frame of every page says for whom one acts, and a browser with script keeps the frame it has.
    revalidatePath("/", "layout")
    redirect("/cabinet")
  },
)
