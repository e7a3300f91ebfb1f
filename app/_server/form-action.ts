import "server-only"
import { headers } from "next/headers"
import type { z } from "zod"
import { explain, invalid } from "@/app/_server/explain"
import type { FormState } from "@/app/_server/form-state"
import { fromForm, typedValues } from "@/app/_server/from-form"
import { house } from "@/app/_server/house"
import { sendOnce } from "@/app/_server/once"
import { isOwnOrigin } from "@/app/_server/origin"
import { signedStaff, signedSubject } from "@/app/_server/session"
import type { Ctx, Signed, StaffActor, SubjectActor } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import { may, type Permission } from "@/lib/permissions"

type After<R> = (result: R) => undefined | FormState | Promise<undefined | FormState>
type Action = (before: FormState, form: FormData) => Promise<FormState>

type Steps<A extends SubjectActor | StaffActor, S extends z.ZodType, P, R> = {
  /** The act's name: of its permission, and of its idempotency key. */
  act: Permission
  schema: S
  /** Work that must not hold a transaction: a password's hash, a plan computed from the sources. */
  prepare?: (signed: Signed<A>, input: z.infer<S>) => Promise<P>
  verb: (ctx: Ctx<A>, input: z.infer<S>, prepared: P) => Promise<R>
  /** Runs after commit, outside any try: redirect, or a state to show. */
  after: After<R>
}

const make =
  <A extends SubjectActor | StaffActor>(who: () => Promise<Signed<A>>) =>
  <S extends z.ZodType, P, R extends object | string | null>(steps: Steps<A, S, P, R>): Action =>
  async (_before, form) => {
    let result: R
    try {
      await guardOrigin()
      const signed = await who()
      if (!may(signed.actor, steps.act)) throw new Forbidden()
      const raw = fromForm(form)
      const parsed = steps.schema.safeParse(raw)
      if (!parsed.success) return await invalid(parsed.error, typedValues(form))
      const { act, prepare, verb } = steps
      result = await sendOnce(
        house(),
        signed,
        { act, form, hash: hashOf(raw) },
        async () => (await prepare?.(signed, parsed.data)) as P,
        (ctx, prepared) => verb(ctx, parsed.data, prepared),
      )
    } catch (error) {
      return explain(error, typedValues(form))
    }
    return (await steps.after(result)) ?? { status: "done" }
  }

// Keyed, since a form may hold a password.
const hashOf = (raw: unknown) => house().vault.hash("form", JSON.stringify(raw))

/** The one way to make an action of the cabinet: origin, actor, shape, permission, once, transaction, explained failure. */
export const formAction = make<SubjectActor>(signedSubject)

/** The same for the admin section. */
export const staffAction = make<StaffActor>(signedStaff)

/** For people without a session: origin and shape, then the verb, which keeps its own limits. */
export const publicFormAction =
  <S extends z.ZodType, R>(schema: S, verb: (input: z.infer<S>) => Promise<R>, after: After<R>): Action =>
  async (_before, form) => {
    let result: R
    try {
      await guardOrigin()
      const parsed = schema.safeParse(fromForm(form))
      if (!parsed.success) return await invalid(parsed.error, typedValues(form))
      result = await verb(parsed.data)
    } catch (error) {
      return explain(error, typedValues(form))
    }
    return (await after(result)) ?? { status: "done" }
  }

/** The second look at where a form came from; proxy.ts took the first. */
async function guardOrigin(): Promise<void> {
  if (!isOwnOrigin(await headers())) throw new Forbidden("wrong_origin")
}
