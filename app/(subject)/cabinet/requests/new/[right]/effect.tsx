import { house } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asSubject, signedSubject } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import { PlanView } from "@/app/(subject)/_parts/plan-view"
import { NotFound } from "@/lib/errors"
import { formatDate } from "@/lib/format/date"
import { formatCount } from "@/lib/format/number"
import { right as rightOf } from "@/lib/policy/lookup"
import { type EffectProspect, effectProspect } from "@/lib/requests/ask-effect"
import { draftOf } from "@/lib/requests/draft-of"
import { effectForm } from "@/lib/requests/effects"
import { dueOnOf } from "@/lib/requests/offers"
import { gapRows, planRows } from "@/lib/requests/plan-rows"
import { isEffectScope } from "@/lib/requests/scope"
import { runsAlone } from "@/lib/requests/self-service"
import { MOST_WORDS, sentBySession } from "@/lib/requests/words-form"
import { askEffectAction } from "./actions"

async function prospectOr404(right: string, back: boolean): Promise<EffectProspect> {
  try {
    return await effectProspect(house(), await signedSubject(), { right, back })
  } catch (error) {
    if (error instanceof NotFound) missing()
    throw error
  }
}

/** What a right would change, as its plan says it now, with what the policy cautions while a fact is true. */
export const Consequences = async ({
  prospect: { planning, plan },
  right,
}: {
  prospect: Pick<EffectProspect, "planning" | "plan">
  right: EffectProspect["scope"]["right"]
}) => {
  const [t, request, locale] = [await translator("ask"), await translator("request"), await currentLocale()]
  const { policy } = planning.inForce
  const { cautions = [], effects } = rightOf(policy, right)
  const told = cautions.filter(({ fact }) => planning.known.facts.get(fact)?.value === true)
  return (
    <Section id="consequences" title={t("effect.consequences")}>
      {effects?.erases && (
        <Banner title={request("sign.erasure.final")}>{request("sign.erasure.finalAbout")}</Banner>
      )}
      {told.map(({ fact, text }) => (
        <p key={fact}>{text[locale]}</p>
      ))}
      <PlanView
        rows={planRows(planning.inForce, plan.operations, locale)}
        gaps={gapRows(planning.inForce, plan.gaps, locale)}
      />
      {right === "account_deletion" && <p>{t("effect.account")}</p>}
      {effects?.erases && <p>{policy.caseFile.text[locale]}</p>}
    </Section>
  )
}

/** The form of a right whose effects the policy knows: what it is, what would happen now, and one button. */
export const EffectPage = async ({
  right,
  again,
  back,
}: {
  right: string
  again: string | undefined
  back: boolean
}) => {
  const prospect = await prospectOr404(right, back)
  const { planning, plan, scope } = prospect
  const { inForce } = planning
  const promised = rightOf(inForce.policy, scope.right)
  const { dueOn, words, canTakeBack } = await asSubject(async (ctx) => {
    const draft = (await draftOf(ctx, again))?.draft
    const isSame = draft && isEffectScope(draft.scope) && draft.scope.right === scope.right
    return {
      dueOn: dueOnOf(inForce, promised, ctx.now),
      words: (isSame && draft.words) || "",
      canTakeBack: effectForm(inForce, right)?.canTakeBack ?? false,
    }
  })
  const [t, request, locale] = [await translator("ask"), await translator("request"), await currentLocale()]
  const alone = runsAlone(inForce, scope)
  // A mark that stands, or one that is not there to be taken off: nothing would change.
  const isSo = scope.sets.length > 0 && scope.erases.length === 0 && plan.operations.length === 0
  const here = `/cabinet/requests/new/${scope.right}`
  return (
    <>
      <BackLink href="/cabinet/requests/new">{t("title")}</BackLink>
      <PageTitle lead={promised.description[locale]}>
        {back ? t("effect.back", { right: promised.title[locale] }) : promised.title[locale]}
      </PageTitle>
      {isSo && <Banner title={t(back ? "effect.notSet" : "effect.isSet")} />}
      {!isSo && <Consequences prospect={prospect} right={scope.right} />}
      {!isSo && (
        <Form action={askEffectAction}>
          <input type="hidden" name="right" value={scope.right} />
          {back && <input type="hidden" name="back" value="1" />}
          {!alone && (
            <TextArea
              name="words"
              label={t("effect.words")}
              hint={t("hint", { max: formatCount(MOST_WORDS, locale) })}
              defaultValue={words}
              optional
              rows={6}
            />
          )}
          {alone ? (
            <p>{t("effect.atOnce")}</p>
          ) : (
            dueOn && <p>{t("by", { date: formatDate(dueOn, locale) })}</p>
          )}
          <Button>{sentBySession(inForce, scope.right) ? t("send.submit") : request("continue")}</Button>
        </Form>
      )}
      {canTakeBack && (
        <p>
          <a href={back ? here : `${here}?back=1`}>{back ? t("effect.setAgain") : t("effect.takeBack")}</a>
        </p>
      )}
    </>
  )
}
