import { translator } from "@/app/_server/locale"
import { IdleWarning } from "@/app/_ui/idle-warning"

/** The warning before an unused session ends, on every page of somebody signed in. */
export const Idle = async () => {
  const t = await translator("security")
  const words = { title: t("idle.title"), text: t("idle.text"), stay: t("idle.stay") }
  return <IdleWarning words={words} signIn="/sign-in?ended=idle" />
}
