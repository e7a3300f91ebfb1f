import { z } from "zod"

/** Which of one's own sessions ends; none named: all others. */
export const EndSessions = z.object({
  session: z
    .uuid("not_understood")
    .optional()
    .transform((id) => id ?? null),
})

/** Another password, after the one in use. */
export const ChangePassword = z.object({
  current: z.string("required").min(1, "required"),
  password: z.string("required").min(1, "required"),
})

const name = z.string("required").trim().min(1, "required").max(60, "too_long")
const passkey = z.string("required").min(1, "required")
const current = z.string("required").min(1, "required")

/** A passkey under a name of its own: begun with the password in use, ended with what the device made. */
export const BeginPasskey = z.object({ name, current })
export const AddPasskey = z.object({ name, passkey })
/** One of one's own goes. */
export const RemovePasskey = z.object({ id: z.uuid("not_understood"), current })
/** What a device answered. */
export const Passkey = z.object({ passkey })
/** The same for whoever was invited and has no password yet. */
export const BeginInvited = z.object({ token: z.string().max(100), password: current, name })
export const AcceptByPasskey = BeginInvited.extend({ passkey })
