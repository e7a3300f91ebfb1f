/** The process answers. Nothing else is looked at. */
export const GET = () => Response.json({ status: "live" })
