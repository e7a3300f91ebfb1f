-- Why a recipient refused is the person's to read.
grant select (answer_cell, answer_by) on recipient_notices to ukuk_subject;
