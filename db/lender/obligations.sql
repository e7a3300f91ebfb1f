-- obligations.performed for one customer ($1: customer_id). One row:
--   performed     'true' | 'false' | 'unknown'
--   performed_on  date (Asia/Bishkek) when the last obligation was performed; null unless 'true'
--   evidence      jsonb array, one object per loan: loan, status, verdict, reason, on (null unless performed)
--
-- true     every loan was closed by repayment: each instalment covered by payments not reversed, balance zero,
--          every pledge returned; a refinanced loan counts once its successor exists, for the successor carries it
-- false    at least one loan is open and something of it is unpaid
-- unknown  written off, assigned, or contradictory: closed but unpaid, payment reversed, pledge not returned,
--          refinanced without a successor, open with nothing left to pay. A person decides, never a release.
-- No loan at all: true, on the day of the last application or of registration.
with customer as (
  select customer_id, registered_at from core.customers where customer_id = $1
), loan as (
  select l.loan_no, l.status, l.closed_on, l.balance,
         exists (select 1 from core.loans s where s.refinanced_from = l.loan_no) as succeeded,
         unpaid.instalments as unpaid, unpaid.reversed, unpaid.last_paid, held.pledges as held, held.last_returned
  from core.loans l
  join customer using (customer_id)
  cross join lateral (
    select count(*) filter (where i.amount_due > paid.total) as instalments,
           coalesce(sum(paid.reversed), 0) as reversed, max(paid.last_on) as last_paid
    from core.instalments i
    cross join lateral (
      select coalesce(sum(p.amount) filter (where p.reversed_at is null), 0) as total,
             count(p.reversed_at) as reversed,
             max((p.paid_at at time zone 'Asia/Bishkek')::date) filter (where p.reversed_at is null) as last_on
      from core.payments p where p.loan_no = i.loan_no and p.n = i.n
    ) paid
    where i.loan_no = l.loan_no
  ) unpaid
  cross join lateral (
    select count(*) filter (where returned_at is null) as pledges,
           max((returned_at at time zone 'Asia/Bishkek')::date) as last_returned
    from core.pledges where pledges.loan_no = l.loan_no
  ) held
), judged as (
  select loan_no, status, greatest(closed_on, last_paid, last_returned) as last_event_on,
    case
      when status in ('open', 'overdue') and (unpaid > 0 or balance > 0) then 'false'
      when status = 'refinanced' and succeeded and held = 0 then 'true'
      when status = 'closed' and closed_on is not null and balance = 0 and unpaid = 0 and held = 0 then 'true'
      else 'unknown'
    end as verdict,
    case
      when status in ('open', 'overdue') and (unpaid > 0 or balance > 0) then 'open'
      when status in ('open', 'overdue') then 'open_but_paid'
      when status in ('written_off', 'assigned') then status
      when status = 'refinanced' and not succeeded then 'refinanced_without_successor'
      when held > 0 then 'pledge_not_returned'
      when status = 'refinanced' then 'refinanced'
      when unpaid > 0 and reversed > 0 then 'payment_reversed'
      when unpaid > 0 or balance <> 0 then 'closed_but_unpaid'
      when closed_on is null then 'closed_without_date'
      else 'repaid'
    end as reason
  from loan
)
select
  case
    when count(j.loan_no) = 0 then 'true'
    when bool_or(j.verdict = 'false') then 'false'
    when bool_or(j.verdict = 'unknown') then 'unknown'
    else 'true'
  end as performed,
  case
    when count(j.loan_no) = 0 then (
      select (greatest(c.registered_at, max(a.submitted_at)) at time zone 'Asia/Bishkek')::date
      from core.loan_applications a where a.customer_id = c.customer_id
    )
    when bool_and(j.verdict = 'true') then max(j.last_event_on)
  end as performed_on,
  coalesce(
    jsonb_agg(
      jsonb_build_object('loan', j.loan_no, 'status', j.status, 'verdict', j.verdict, 'reason', j.reason, 'on',
        case j.verdict when 'true' then j.last_event_on end)
      order by j.loan_no
    ) filter (where j.loan_no is not null),
    '[]'
  ) as evidence
from customer c
left join judged j on true
group by c.customer_id, c.registered_at
