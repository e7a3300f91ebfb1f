-- The worker counts tries and says when the next comes; staff who resume or plan anew end the waiting.
grant update (tries, next_try_at) on request_parts to ukuk_worker;
grant update (next_try_at) on request_parts to ukuk_staff;
