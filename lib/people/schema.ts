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
