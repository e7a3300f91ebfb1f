import { dateWords } from "@/app/_server/date-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { Checkboxes, Radios } from "@/app/_ui/choices"
import { DateFields } from "@/app/_ui/date-fields"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { entryKinds } from "@/lib/calendar/entries"
import { localeNames, locales } from "@/lib/format/locale"
import type { Calendar, CalendarYear } from "@/lib/policy/calendar-schema"
import { addDayAction, addYearAction, confirmDaysAction, setWeekendAction } from "../actions"
import { weekdayNames } from "../weekdays"

export type FormProps = { year: CalendarYear; calendar: Calendar }

/** One more day that departs from the week. */
export const AddDay = async ({ year }: FormProps) => {
  const t = await translator("calendar")
  return (
    <Form action={addDayAction}>
      <input type="hidden" name="year" value={year.year} />
      <DateFields name="date" label={t("date")} words={await dateWords()} defaultValue={`${year.year}--`} />
      <Radios
        name="kind"
        label={t("kind")}
        options={entryKinds.map((kind) => ({
          value: kind,
          label: t(`kinds.${kind}`),
          hint: t(`kindHints.${kind}`),
        }))}
      />
      {locales.map((locale) => (
        <Field
          key={locale}
          name={locale}
          lang={locale}
          label={t("titleIn", { language: localeNames[locale] })}
          width={20}
        />
      ))}
      <Checkboxes
        name="confirmed"
        label={t("state")}
        hint={t("stateHint")}
        options={[{ value: "yes", label: t("isConfirmed") }]}
      />
      <Field name="source" label={t("source")} hint={t("sourceHint")} />
      <Button>{t("act.day")}</Button>
    </Form>
  )
}

/** The lunar days, or all days off, stand as they are. */
export const Confirm = async ({ year }: FormProps) => {
  const [t, locale] = [await translator("calendar"), await currentLocale()]
  const lunar = year.holidays.filter(({ kind }) => kind === "lunar")
  const open = year.holidays.filter(({ confirmed }) => !confirmed).length
  return (
    <Form action={confirmDaysAction}>
      <input type="hidden" name="year" value={year.year} />
      <Radios
        name="what"
        label={t("what_confirmed")}
        options={[
          {
            value: "lunar",
            label: t("lunarDays"),
            hint: lunar
              .map(({ date, title }) => `${date.slice(8)}.${date.slice(5, 7)} ${title[locale]}`)
              .join("; "),
          },
          { value: "all", label: t("allDays"), hint: t("openDays", { n: open }) },
        ]}
      />
      <Field name="source" label={t("source")} hint={t("sourceHint")} />
      <Button>{t("act.confirm")}</Button>
    </Form>
  )
}

/** One more year, filled from the last. */
export const AddYear = async ({ calendar }: FormProps) => {
  const t = await translator("calendar")
  const next = Math.max(...calendar.years.map(({ year }) => year)) + 1
  return (
    <Form action={addYearAction}>
      <Field
        name="newYear"
        label={t("newYear")}
        hint={t("newYearHint")}
        inputMode="numeric"
        width={4}
        defaultValue={String(next)}
      />
      <Button>{t("act.year")}</Button>
    </Form>
  )
}

/** The days off of every week. */
export const Week = async ({ year, calendar }: FormProps) => {
  const [t, locale] = [await translator("calendar"), await currentLocale()]
  return (
    <Form action={setWeekendAction}>
      <input type="hidden" name="year" value={year.year} />
      <Checkboxes
        name="weekend"
        label={t("weekendLabel")}
        hint={t("weekendHint")}
        options={weekdayNames(locale).map((label, index) => ({ value: String(index + 1), label }))}
        defaultValues={calendar.weekend.map(String)}
      />
      <Button>{t("act.week")}</Button>
    </Form>
  )
}
