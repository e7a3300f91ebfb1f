"use server"

import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
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

export const recordTransferAction = staffAction({
  act: "package.take",
  schema: Seen.extend({ ...dateBoxes("on"), reference: z.string().default("") }),
  verb: async (ctx, { part, version, reference, ...on }) =>
    told(
      await recordTransfer(ctx, {
        ...{ part, version, reference },
        on: typedUnder(on, "on"),
      }),
      "transferred",
    ),
  after: toCase,
})
