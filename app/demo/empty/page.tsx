import { house } from "@/app/_server/house"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"

/** Demo only: a page of one heading, beside which the others are measured. The reader's language makes it dynamic. */
const EmptyPage = async () => {
  if (!house().configuration.demo) missing()
  const t = await translator("shell")
  return <h1>{t("product")}</h1>
}

export default EmptyPage
