"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { formAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { askEffect, prepareEffect } from "@/lib/requests/ask-effect"
import { prepareReading } from "@/lib/requests/prepare-reading"
import { prepareWords } from "@/lib/requests/prepare-words"

export const prepareReadingAction = formAction({
  act: "copy.prepare",
  schema: z.object({
    right: z.string("not_understood").max(64, "not_understood"),
    choice: z.array(z.string().max(64)).max(100).default([]),
    to: z.string().max(64).default(""),
  }),
  prepare: (signed, input) => prepareReading(house(), signed, input),
  verb: async (_ctx, _input, prepared) => prepared,
  after: ({ right, intent }) => redirect(`/cabinet/requests/new/${right}/sign?intent=${intent}`),
})

export const prepareWordsAction = formAction({
  act: "words.prepare",
  schema: z.object({
    right: z.string("not_understood").max(64, "not_understood"),
    about: z.array(z.string().max(64)).max(100).default([]),
    words: z.string().default(""),
    amount: z.string().max(40, "money_shape").optional(),
    demand: z.string().optional(),
    view: z.uuid("not_understood").optional(),
    named: z.array(z.literal("1")).max(1).optional(),
  }),
  prepare: (signed, { named, ...input }) =>
    prepareWords(house(), signed, { ...input, named: named?.length === 1 }),
  verb: async (_ctx, _input, prepared) => prepared,
  after: ({ right, intent }) => redirect(`/cabinet/requests/new/${right}/sign?intent=${intent}`),
})

const asked = (number: string, again: boolean) =>
  redirect(`/cabinet/requests/${number}?${again ? "done=again" : "sent=1"}`)

/** Sent with this press where being signed in is proof enough; else on to the letter to be signed. */
export const askEffectAction = formAction({
  act: "effect.ask",
  schema: z.object({
    right: z.string("not_understood").max(64, "not_understood"),
    back: z.literal("1").optional(),
    words: z.string().default(""),
  }),
  prepare: (signed, { right, back, words }) =>
    prepareEffect(house(), signed, { right, back: back === "1", words }),
  verb: (ctx, _input, ready) => askEffect(ctx, ready),
  after: (asking) =>
    "number" in asking
      ? asked(asking.number, asking.again)
      : redirect(`/cabinet/requests/new/${asking.right}/sign?intent=${asking.intent}`),
})
