"use server"

import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { orderPackage, recordTransfer, sendCopy } from "@/lib/copies/transfer"
import { Seen, toCase, told } from "../to-case"

export const sendCopyAction = staffAction({
  act: "request.decide",
  schema: Seen,
  verb: async (ctx, input) => told(await sendCopy(ctx, input), "handed_on"),
  after: toCase,
})

export const orderPackageAction = staffAction({
  act: "package.take",
  schema: Seen,
  verb: async (ctx, input) => told(await orderPackage(ctx, input), "ordered"),
  after: toCase,
})

const box = z.string().max(10, "date_shape").default("")

export const recordTransferAction = staffAction({
  act: "package.take",
  schema: Seen.extend({ "on.day": box, "on.month": box, "on.year": box, reference: z.string().default("") }),
  verb: async (ctx, { part, version, reference, ...on }) =>
    told(
      await recordTransfer(ctx, {
        ...{ part, version, reference },
        on: { day: on["on.day"], month: on["on.month"], year: on["on.year"] },
      }),
      "transferred",
    ),
  after: toCase,
})
