-- Why a later reading failed is the worker's to say, and to take back once one came.
grant update (unread_cause) on request_parts to ukuk_worker;
