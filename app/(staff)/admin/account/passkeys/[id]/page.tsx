import type { Metadata } from "next"
import { RemovePasskey } from "@/app/_records/passkeys"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff } from "@/app/_server/session"
import { listOwnPasskeys } from "@/lib/people/own-passkeys"
import { removePasskeyAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("security"))("passkey.remove"),
})

type Props = { params: Promise<{ id: string }> }

const RemovePasskeyPage = async ({ params }: Props) => {
  const { id } = await params
  const passkey = (await asStaff(listOwnPasskeys)).find((one) => one.id === id)
  if (!passkey) missing()
  return <RemovePasskey passkey={passkey} back="/admin/account/passkeys" remove={removePasskeyAction} />
}

export default RemovePasskeyPage
