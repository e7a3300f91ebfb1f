-- Repays whatever a customer ($1: customer_id) still owes, as the lender's own programs would on receiving the
-- money: a payment for each instalment not covered, the pledge returned, the loan closed today. Loans written
-- off or assigned stay as they are.
with owed as (
  select l.loan_no, i.n, i.amount_due - coalesce(sum(p.amount) filter (where p.reversed_at is null), 0) as amount
  from core.loans l
  join core.instalments i using (loan_no)
  left join core.payments p on p.loan_no = i.loan_no and p.n = i.n
  where l.customer_id = $1 and l.status in ('open', 'overdue')
  group by l.loan_no, i.n, i.amount_due
), paid as (
  insert into core.payments (loan_no, n, amount, paid_at, method)
  select loan_no, n, amount, now(), 'cash_desk' from owed where amount > 0
), returned as (
  update core.pledges set returned_at = now()
  where returned_at is null and loan_no in (select loan_no from owed)
)
update core.loans
set status = 'closed', balance = 0, closed_on = (now() at time zone 'Asia/Bishkek')::date
where loan_no in (select loan_no from owed)
