import "server-only"

/** The cookie of a sign-in with the state that is under way. */
export const FLOW = "national"

/** Sends the browser on, and keeps nothing of the address it came by. */
export const leadTo = (to: string): Response =>
  new Response(null, { status: 303, headers: { Location: to, "Cache-Control": "no-store" } })
