import type { ReactNode } from "react"
import { Icon, type IconName } from "./icon"
import styles from "./status-tag.module.css"

/**
 * `quiet`: received, closed, nothing to do. `busy`: somebody is on it. `turn`: waits for the reader.
 * `done`: ended well. `partly`: ended in part. `refused`: ended otherwise. `late`: past its date. `paused`: stands.
 */
export type Tone = "quiet" | "busy" | "turn" | "done" | "partly" | "refused" | "late" | "paused"

const icons: Record<Tone, IconName> = {
  quiet: "inbox",
  busy: "clock",
  turn: "turn",
  done: "check",
  partly: "part",
  refused: "cross",
  late: "warning",
  paused: "pause",
}

/** A status: icon, word and colour, so that none of them is needed alone. */
export const StatusTag = ({ tone, icon, children }: { tone: Tone; icon?: IconName; children: ReactNode }) => (
  <span className={`${styles.tag} ${styles[tone]}`}>
    <Icon name={icon ?? icons[tone]} className={styles.icon} />
    {children}
  </span>
)
