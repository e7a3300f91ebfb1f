import type { Metadata } from "next"
import { PasswordForm } from "@/app/_records/password-form"
import { translator } from "@/app/_server/locale"
import { signedCustomer } from "@/app/_server/session"
import { PASSWORD_MIN } from "@/lib/people/passwords"
import { changePasswordAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("security"))("password.title"),
})

const PasswordPage = async () => {
  await signedCustomer()
  return <PasswordForm action={changePasswordAction} back="/cabinet/account" min={PASSWORD_MIN} />
}

export default PasswordPage
