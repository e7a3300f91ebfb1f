import type { Metadata } from "next"
import { Passkeys } from "@/app/_records/passkeys"
import { doneWords } from "@/app/_server/done-words"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asSubject, signedCustomer } from "@/app/_server/session"
import { listOwnPasskeys } from "@/lib/people/own-passkeys"
import { may } from "@/lib/permissions"
import { addPasskeyAction, beginPasskeyAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("security"))("passkey.title"),
})

type Props = { searchParams: Promise<{ done?: string | string[] }> }

const PasskeysPage = async ({ searchParams }: Props) => {
  const { actor } = await signedCustomer()
  if (!may(actor, "factor.change")) missing()
  const passkeys = await asSubject(listOwnPasskeys)
  return (
    <Passkeys
      passkeys={passkeys}
      at="/cabinet/account/passkeys"
      said={await doneWords("security", (await searchParams).done)}
      begin={beginPasskeyAction}
      add={addPasskeyAction}
    />
  )
}

export default PasskeysPage
