import type { Metadata } from "next"
import { RemovePasskey } from "@/app/_records/passkeys"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asSubject, signedCustomer } from "@/app/_server/session"
import { listOwnPasskeys } from "@/lib/people/own-passkeys"
import { may } from "@/lib/permissions"
import { removePasskeyAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("security"))("passkey.remove"),
})

type Props = { params: Promise<{ id: string }> }

const RemovePasskeyPage = async ({ params }: Props) => {
  const { actor } = await signedCustomer()
  if (!may(actor, "factor.change")) missing()
  const { id } = await params
  const passkey = (await asSubject(listOwnPasskeys)).find((one) => one.id === id)
  if (!passkey) missing()
  return <RemovePasskey passkey={passkey} back="/cabinet/account/passkeys" remove={removePasskeyAction} />
}

export default RemovePasskeyPage
