-- Whoever is about to sign a letter has a code for it sent: its keyed hash stands with what they prepared.
grant update (code_hash) on signing_intents to ukuk_subject;
