import { house } from "@/app/_server/house"
import { listMessages } from "@/lib/runs/list-messages"

export const dynamic = "force-dynamic"

/** Demo only: `/demo/outbox` as JSON (next.config.js leads here when JSON is accepted). */
export async function GET(): Promise<Response> {
  if (!house().configuration.demo) return new Response("Not found\n", { status: 404 })
  return Response.json({ messages: await listMessages(house(), 200) })
}
