import type { ReactNode } from "react"
import { currentLocale, translator } from "@/app/_server/locale"
import type { FormAction } from "@/app/_ui/action-form"
import { Button } from "@/app/_ui/button"
import { Checkboxes } from "@/app/_ui/choices"
import { Form } from "@/app/_ui/form"
import type { Counted } from "@/lib/records/count"
import { EVERYTHING } from "@/lib/requests/prepare-choice"

type Props = {
  label: string
  action: FormAction
  counted: Counted
  ticked: readonly string[]
  /** Fields beside the choice. */
  children?: ReactNode
}

/** The categories held, with how many items of each, and one tick for everything. */
export const CategoryChoice = async ({ label, action, counted, ticked, children }: Props) => {
  const [t, locale] = [await translator("request"), await currentLocale()]
  const held = counted.groups.flatMap(({ categories }) => categories)
  const all = held.length > 0 && held.every(({ category }) => ticked.includes(category.code))
  return (
    <Form action={action}>
      <Checkboxes
        name="choice"
        label={label}
        options={[
          { value: EVERYTHING, label: t("erasure.everything"), hint: t("erasure.everythingHint") },
          ...held.map(({ category, items }) => ({
            value: category.code,
            label: category.title[locale],
            hint: t("erasure.items", { n: items }),
          })),
        ]}
        defaultValues={all ? [EVERYTHING] : ticked}
      />
      {children}
      <Button>{t("continue")}</Button>
    </Form>
  )
}
