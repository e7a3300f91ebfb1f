"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { formAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { house } from "@/app/_server/house"
import { sentFile } from "@/app/_server/sent-file"
import { NotAllowedNow } from "@/lib/errors"
import { beginContactChange, prepareContact } from "@/lib/requests/change-contact"
import { confirmContact, readyContact } from "@/lib/requests/confirm-contact"
import { openCorrection, prepareCorrection, readyToSend, submitCorrection } from "@/lib/requests/rectify"

const word = z.string().max(200).optional()

const Correction = z.object({
  category: z.string("required").max(64),
  field: word,
  item: word,
  again: word,
  value: z.string().optional(),
  ...dateBoxes("value"),
  evidence: z.instanceof(File).optional(),
})

const askedIn = (input: z.infer<typeof Correction>) => ({
  category: input.category,
  field: input.field,
  item: input.item,
  typed: { value: input.value, ...typedUnder(input, "value") },
})

export const prepareCorrectionAction = formAction({
  act: "rectification.submit",
  schema: Correction,
  prepare: async (signed, input) =>
    prepareCorrection(house(), signed, {
      ...askedIn(input),
      again: input.again,
      evidence: await sentFile(input.evidence),
    }),
  verb: (ctx, _input, ready) => openCorrection(ctx, ready),
  after: (intent) => redirect(`/cabinet/requests/new/rectification/check?intent=${intent}`),
})

export const sendCorrectionAction = formAction({
  act: "rectification.submit",
  schema: z.object({
    intent: z.uuid("not_understood"),
    password: z.string().max(1_000, "too_long").optional(),
    code: z.string().max(40, "too_long").optional(),
  }),
  prepare: (signed, input) => readyToSend(house(), signed, input),
  verb: async (ctx, _input, ready) => {
    if (!ready) throw new NotAllowedNow("already_sent")
    return (await submitCorrection(ctx, ready)).number
  },
  after: (number) => redirect(`/cabinet/requests/${number}?sent=1`),
})

export const beginContactAction = formAction({
  act: "contact.change",
  schema: Correction.omit({ evidence: true, again: true }).extend({
    password: z.string().max(1_000, "too_long").optional(),
  }),
  prepare: (signed, input) =>
    prepareContact(house(), signed, { ...askedIn(input), password: input.password }),
  verb: (ctx, _input, target) => beginContactChange(ctx, target),
  after: (change) => redirect(`/cabinet/requests/new/rectification/confirm?change=${change}`),
})

export const confirmContactAction = formAction({
  act: "contact.confirm",
  schema: z.object({
    change: z.uuid("not_understood"),
    code: z.string("required").trim().min(1, "required").max(40, "code_shape"),
  }),
  prepare: (signed, input) => readyContact(house(), signed, input),
  verb: async (ctx, _input, ready) => {
    if (!ready) throw new NotAllowedNow("already_sent")
    return (await confirmContact(ctx, ready)).number
  },
  after: (number) => redirect(`/cabinet/requests/${number}?sent=1`),
})
