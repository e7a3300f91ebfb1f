import { translator } from "@/app/_server/locale"
import { Button, ButtonLink } from "@/app/_ui/button"
import { DataTable } from "@/app/_ui/data-table"
import { Form } from "@/app/_ui/form"
import { Section } from "@/app/_ui/text"
import { MOST_ON_LIST } from "@/lib/runs/post-list"
import type { PostList, RunCounts } from "@/lib/runs/run-page"
import { makeListAction, markPostedAction } from "../actions"

type Props = { run: string; lists: PostList[]; counts: RunCounts }

const Mark = async ({ run, list }: { run: string; list: number }) => {
  const t = await translator("runs")
  return (
    <Form action={markPostedAction} permalink={`/admin/notices/${run}`}>
      <input type="hidden" name="run" value={run} />
      <input type="hidden" name="list" value={list} />
      <Button kind="secondary">{t("post.mark")}</Button>
    </Form>
  )
}

/** Letters for those whom nothing else reached: lists to be made, taken and marked as posted. */
export const Post = async ({ run, lists, counts }: Props) => {
  const t = await translator("runs")
  const listed = lists.reduce((sum, { people, posted }) => sum + people - posted, 0)
  const left = counts.post - listed
  return (
    <Section id="post" title={t("post.title")}>
      {counts.post + counts.posted === 0 ? (
        <p>{t("post.none")}</p>
      ) : (
        <p>
          {t("post.lead")} {t("post.truncated", { most: MOST_ON_LIST })}
        </p>
      )}
      {left > 0 && (
        <Form action={makeListAction} permalink={`/admin/notices/${run}`}>
          <input type="hidden" name="run" value={run} />
          <Button>{t("post.make", { n: Math.min(left, MOST_ON_LIST) })}</Button>
        </Form>
      )}
      {lists.length > 0 && (
        <DataTable
          caption={t("post.lists")}
          captionHidden
          rows={lists}
          rowKey={({ list }) => String(list)}
          columns={[
            {
              head: t("post.lists"),
              rowHead: true,
              cell: ({ list }: PostList) => t("post.list", { list: String(list) }),
            },
            { head: t("post.people"), numeric: true, cell: ({ people }: PostList) => people },
            { head: t("post.posted"), numeric: true, cell: ({ posted }: PostList) => posted },
            {
              head: t("post.take"),
              cell: ({ list, people, posted }: PostList) =>
                posted < people ? (
                  <ButtonLink kind="secondary" href={`/api/staff/runs/${run}?list=${list}`} download>
                    {t("post.take")}
                  </ButtonLink>
                ) : (
                  t("post.all")
                ),
            },
            {
              head: t("post.mark"),
              cell: ({ list, people, posted }: PostList) =>
                posted < people ? <Mark run={run} list={list} /> : "–",
            },
          ]}
        />
      )}
    </Section>
  )
}
