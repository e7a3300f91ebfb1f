import type { Metadata } from "next"
import { Passkeys } from "@/app/_records/passkeys"
import { doneWords } from "@/app/_server/done-words"
import { translator } from "@/app/_server/locale"
import { asStaff } from "@/app/_server/session"
import { listOwnPasskeys } from "@/lib/people/own-passkeys"
import { addPasskeyAction, beginPasskeyAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("security"))("passkey.title"),
})

type Props = { searchParams: Promise<{ done?: string | string[] }> }

const PasskeysPage = async ({ searchParams }: Props) => {
  const passkeys = await asStaff(listOwnPasskeys)
  return (
    <Passkeys
      passkeys={passkeys}
      at="/admin/account/passkeys"
      said={await doneWords("security", (await searchParams).done)}
      begin={beginPasskeyAction}
      add={addPasskeyAction}
    />
  )
}

export default PasskeysPage
