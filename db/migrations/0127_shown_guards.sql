-- What is withheld from a person is left out by the statement, too, and not by the policies alone: it has to ask for it. Of
-- the rows the policies show, none says anything here.
grant select (secret) on holds to ukuk_subject;
grant select (secrecy) on views to ukuk_subject;
