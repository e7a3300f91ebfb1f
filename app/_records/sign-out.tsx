import { translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"

/** The way out: a form, so that no link or image of another site can sign anybody out. */
export const SignOut = async () => (
  <form method="post" action="/sign-out">
    <Button kind="link">{(await translator("shell"))("signOut")}</Button>
  </form>
)
