"use server"

import { redirect } from "next/navigation"
import { staffAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { renewToken } from "@/app/_server/session"
import {
  addPasskey,
  beginPasskey,
  provePassword,
  readPasskey,
  removePasskey,
} from "@/lib/people/own-passkeys"
import { AddPasskey, BeginPasskey, RemovePasskey } from "@/lib/people/schema"

export const beginPasskeyAction = staffAction({
  act: "factor.change",
  schema: BeginPasskey,
  prepare: (signed, { current }) => beginPasskey(house(), signed, current),
  verb: async (_ctx, _input, asked) => asked,
  after: (asked) => ({ status: "done", passkey: JSON.stringify(asked) }),
})

export const addPasskeyAction = staffAction({
  act: "factor.change",
  schema: AddPasskey,
  prepare: (signed, { passkey }) => readPasskey(house(), signed, passkey),
  verb: (ctx, { name }, passkey) => addPasskey(ctx, passkey, name),
  after: async () => {
    await renewToken()
    redirect("/admin/account/passkeys?done=passkey_added")
  },
})

export const removePasskeyAction = staffAction({
  act: "factor.change",
  schema: RemovePasskey,
  prepare: (signed, { current }) => provePassword(house(), signed, current),
  verb: (ctx, { id }) => removePasskey(ctx, id),
  after: async () => {
    await renewToken()
    redirect("/admin/account/passkeys?done=passkey_removed")
  },
})
