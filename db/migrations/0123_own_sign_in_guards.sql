-- Whatever their role, staff are told of a change of their own sign-in: whoever may write no other message may write this.
create policy staff_own_sign_in on outbox for insert to ukuk_staff
  with check (key_owner = (select guard.current_staff()) and subject_id is null and template = 'sign_in_changed');
