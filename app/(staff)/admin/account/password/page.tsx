import type { Metadata } from "next"
import { PasswordForm } from "@/app/_records/password-form"
import { translator } from "@/app/_server/locale"
import { asStaff } from "@/app/_server/session"
import { leastLength } from "@/lib/people/change-password"
import { changePasswordAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("security"))("password.title"),
})

const PasswordPage = async () => {
  const min = await asStaff(leastLength)
  return <PasswordForm action={changePasswordAction} back="/admin/account" min={min} />
}

export default PasswordPage
