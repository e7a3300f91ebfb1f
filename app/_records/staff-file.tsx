import type { ReactNode } from "react"
import { translator } from "@/app/_server/locale"
import { asStaff } from "@/app/_server/session"
import { StatusTag, type Tone } from "@/app/_ui/status-tag"
import { type ScanState, scansOf } from "@/lib/uploads/scans"

const tones: Record<ScanState, Tone> = {
  received: "paused",
  scanning: "busy",
  clean: "done",
  refused: "refused",
}

type Props = {
  /** The file's number, which `href` need not say. */
  id: string
  href: string
  scan?: ScanState
  children: ReactNode
}

/** A file somebody sent, for staff to save, and what the virus scanner says of it; what it has not passed is no link. */
export const StaffFile = async ({ id, href, scan, children }: Props) => {
  const t = await translator("common")
  const state = scan ?? (await asStaff((ctx) => scansOf(ctx, [id]))).get(id) ?? "received"
  const isOut = state === "received" || state === "clean"
  return (
    <>
      {isOut ? (
        <a href={href} download>
          {children}
        </a>
      ) : (
        children
      )}{" "}
      <StatusTag tone={tones[state]} {...(state === "received" ? { icon: "info" as const } : {})}>
        {t(`scan.${state}`)}
      </StatusTag>
    </>
  )
}
